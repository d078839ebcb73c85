-- 确认: asking another subject, and their answer. Asking again with another digest starts over, because what they
-- would agree to has changed; an answer given to an older digest is refused as moved.
CREATE OR REPLACE FUNCTION public.journeys_ask_v1(
    p_draft_id uuid, p_confirmation_id uuid, p_role text, p_subject_index text, p_digest text,
    p_at timestamptz, p_due_at timestamptz, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_version integer;
BEGIN
    UPDATE public.journeys_confirmation AS c
       SET state = 'asked', digest = p_digest, subject_index = p_subject_index, person_id = NULL,
           asked_at = p_at, due_at = p_due_at, decided_at = NULL, version = c.version + 1
     WHERE c.draft_id = p_draft_id AND c.role = p_role
       AND (c.digest <> p_digest OR c.subject_index <> p_subject_index OR c.state IN ('refused', 'lapsed'))
    RETURNING c.version INTO v_version;
    IF v_version IS NULL THEN
        INSERT INTO public.journeys_confirmation
            (draft_id, role, confirmation_id, subject_index, state, digest, asked_at, due_at, version)
        VALUES (p_draft_id, p_role, p_confirmation_id, p_subject_index, 'asked', p_digest, p_at, p_due_at, 1)
        ON CONFLICT DO NOTHING
        RETURNING version INTO v_version;
    END IF;
    IF v_version IS NULL THEN
        RETURN QUERY SELECT 'already'::text, '{}'::jsonb;
        RETURN;
    END IF;
    PERFORM public.kernel_record_v1(p_draft_id, p_confirmation_id, v_version, p_event);
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version);
END;
$$;

CREATE OR REPLACE FUNCTION public.journeys_answer_v1(
    p_draft_id uuid, p_role text, p_subject_index text, p_digest text, p_to text, p_person_id uuid,
    p_at timestamptz, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_version integer;
    v_id uuid;
    v_state text;
    v_digest text;
BEGIN
    UPDATE public.journeys_confirmation AS c
       SET state = p_to, person_id = p_person_id, decided_at = p_at, version = c.version + 1
     WHERE c.draft_id = p_draft_id AND c.role = p_role AND c.subject_index = p_subject_index
       AND c.state = 'asked' AND c.digest = p_digest AND p_to IN ('confirmed', 'refused', 'lapsed')
    RETURNING c.version, c.confirmation_id INTO v_version, v_id;
    IF v_version IS NOT NULL THEN
        PERFORM public.kernel_record_v1(p_draft_id, v_id, v_version, p_event);
        RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version);
        RETURN;
    END IF;
    SELECT c.state, c.digest INTO v_state, v_digest FROM public.journeys_confirmation AS c
     WHERE c.draft_id = p_draft_id AND c.role = p_role AND c.subject_index = p_subject_index;
    RETURN QUERY SELECT CASE WHEN v_state IS NULL THEN 'missing'
                             WHEN v_digest <> p_digest THEN 'changed'
                             WHEN v_state = p_to THEN 'already' ELSE 'moved' END,
                        jsonb_build_object('state', v_state);
END;
$$;
