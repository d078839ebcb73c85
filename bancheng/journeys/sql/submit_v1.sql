-- 提交: hands a draft over to the departments. One draft opens one application: posting again, or fifty at once,
-- reads the receipt that the first one got. The draft's row is the gate, so a stale page cannot hand in old answers.
CREATE OR REPLACE FUNCTION public.journeys_submit_v1(
    p_draft_id uuid, p_version integer, p_bundle jsonb, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_state text;
    v_version integer;
BEGIN
    UPDATE public.journeys_draft AS d
       SET state = 'submitted', version = d.version + 1, submitted_at = p_at, updated_at = p_at
     WHERE d.draft_id = p_draft_id AND d.state = 'open' AND d.version = p_version;
    IF NOT FOUND THEN
        SELECT d.state, d.version INTO v_state, v_version
          FROM public.journeys_draft AS d WHERE d.draft_id = p_draft_id;
        IF v_state IS NULL THEN
            RETURN QUERY SELECT 'missing'::text, '{}'::jsonb;
            RETURN;
        ELSIF v_state <> 'submitted' THEN
            RETURN QUERY SELECT CASE WHEN v_state = 'open' THEN 'changed' ELSE 'gone' END,
                                jsonb_build_object('state', v_state, 'version', v_version);
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT o.code, o.facts FROM public.cases_open_v1(p_draft_id, p_bundle) AS o;
END;
$$;
