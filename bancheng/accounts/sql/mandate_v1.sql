-- 委托: offered once by its id, moved by the one who may; a version that is not the page's is refused as moved.
CREATE OR REPLACE FUNCTION public.accounts_offer_mandate_v1(p_mandate jsonb, p_event jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_id uuid := (p_mandate ->> 'id')::uuid;
BEGIN
    INSERT INTO public.accounts_mandate
    SELECT r.* FROM jsonb_populate_record(NULL::public.accounts_mandate, p_mandate) AS r
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'already'::text, '{}'::jsonb;
        RETURN;
    END IF;
    PERFORM public.kernel_record_v1(v_id, v_id, 1, p_event);
    RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
END;
$$;

CREATE OR REPLACE FUNCTION public.accounts_move_mandate_v1(
    p_id uuid, p_version integer, p_from text[], p_to text, p_by uuid, p_agent_id uuid, p_at timestamptz, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_version integer;
    v_state text;
BEGIN
    UPDATE public.accounts_mandate AS m
       SET state = p_to, version = m.version + 1,
           agent_id = CASE WHEN p_to = 'accepted' AND m.agent_kind = 'person' THEN p_agent_id ELSE m.agent_id END,
           answered_at = CASE WHEN p_to IN ('accepted', 'declined') THEN p_at ELSE m.answered_at END,
           answered_by = CASE WHEN p_to IN ('accepted', 'declined') THEN p_by ELSE m.answered_by END,
           ended_at = CASE WHEN p_to IN ('revoked', 'resigned', 'ended') THEN p_at ELSE m.ended_at END,
           ended_by = CASE WHEN p_to IN ('revoked', 'resigned', 'ended') THEN p_by ELSE m.ended_by END
     WHERE m.id = p_id AND m.version = p_version AND m.state = ANY(p_from)
    RETURNING m.version INTO v_version;
    IF FOUND THEN
        PERFORM public.kernel_record_v1(p_id, p_id, v_version, p_event);
        RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version);
        RETURN;
    END IF;
    SELECT m.state INTO v_state FROM public.accounts_mandate AS m WHERE m.id = p_id;
    RETURN QUERY SELECT CASE WHEN v_state IS NULL THEN 'missing' WHEN v_state = p_to THEN 'already' ELSE 'moved' END,
                        jsonb_build_object('state', v_state);
END;
$$;
