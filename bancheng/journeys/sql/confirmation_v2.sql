-- 请对方确认, no more often than the rulebook says (`p_most`); otherwise as journeys_ask_v1. What is asked already
-- stays asked; a new question counts, whether the content changed, the person changed, or the answer was no or none.
CREATE OR REPLACE FUNCTION public.journeys_ask_v2(
    p_draft_id uuid, p_confirmation_id uuid, p_role text, p_subject_index text, p_digest text, p_most integer,
    p_at timestamptz, p_due_at timestamptz, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_version integer;
    v_anew boolean;
    v_times integer;
BEGIN
    UPDATE public.journeys_confirmation AS c
       SET state = 'asked', digest = p_digest, subject_index = p_subject_index, person_id = NULL,
           asked_at = p_at, due_at = p_due_at, decided_at = NULL, version = c.version + 1, times = c.times + 1
     WHERE c.draft_id = p_draft_id AND c.role = p_role AND c.times < p_most
       AND (c.digest <> p_digest OR c.subject_index <> p_subject_index OR c.state IN ('refused', 'lapsed'))
    RETURNING c.version INTO v_version;
    IF v_version IS NULL THEN
        INSERT INTO public.journeys_confirmation
            (draft_id, role, confirmation_id, subject_index, state, digest, asked_at, due_at, version, times)
        VALUES (p_draft_id, p_role, p_confirmation_id, p_subject_index, 'asked', p_digest, p_at, p_due_at, 1, 1)
        ON CONFLICT DO NOTHING
        RETURNING version INTO v_version;
    END IF;
    IF v_version IS NULL THEN
        SELECT c.digest <> p_digest OR c.subject_index <> p_subject_index OR c.state IN ('refused', 'lapsed'), c.times
          INTO v_anew, v_times
          FROM public.journeys_confirmation AS c WHERE c.draft_id = p_draft_id AND c.role = p_role;
        RETURN QUERY SELECT CASE WHEN v_anew AND v_times >= p_most THEN 'enough' ELSE 'already' END,
                            jsonb_build_object('times', v_times);
        RETURN;
    END IF;
    PERFORM public.kernel_record_v1(p_draft_id, p_confirmation_id, v_version, p_event);
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version);
END;
$$;

-- The due date of one open question as the calendar now says, after a holiday notice. Guarded by the version read.
CREATE OR REPLACE FUNCTION public.journeys_due_v1(
    p_draft_id uuid, p_role text, p_version integer, p_due_at timestamptz, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_version integer;
    v_id uuid;
BEGIN
    UPDATE public.journeys_confirmation AS c SET due_at = p_due_at, version = c.version + 1
     WHERE c.draft_id = p_draft_id AND c.role = p_role AND c.version = p_version AND c.state = 'asked'
    RETURNING c.version, c.confirmation_id INTO v_version, v_id;
    IF v_version IS NULL THEN
        RETURN QUERY SELECT 'moved'::text, '{}'::jsonb;
        RETURN;
    END IF;
    PERFORM public.kernel_record_v1(p_draft_id, v_id, v_version, p_event);
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version);
END;
$$;
