-- 提交: as submit_v2, but a submission that is refused moves no key at all. In v2 a key that was taken over from an
-- earlier application (`instead`) was thrown away when the submission then failed for another reason, so that what may
-- run once could run again beside the earlier one; and a key given free in the very instant was not taken.
CREATE OR REPLACE FUNCTION public.journeys_submit_v3(
    p_draft_id uuid, p_version integer, p_bundle jsonb, p_once jsonb, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_state text;
    v_version integer;
    v_one record;
    v_held record;
BEGIN
    SELECT d.state, d.version INTO v_state, v_version
      FROM public.journeys_draft AS d WHERE d.draft_id = p_draft_id FOR UPDATE;
    IF v_state IS DISTINCT FROM 'submitted' AND (v_state IS DISTINCT FROM 'open' OR v_version <> p_version) THEN
        RETURN QUERY SELECT CASE WHEN v_state IS NULL THEN 'missing' WHEN v_state = 'open' THEN 'changed'
                                 ELSE 'gone' END,
                            jsonb_build_object('state', v_state, 'version', v_version);
        RETURN;
    END IF;
    -- Every key is made or waited for in one order; nobody's key changes hands before all of them may.
    FOR v_one IN SELECT r.key, r.lasts, r.ends_at, r.instead
                   FROM jsonb_to_recordset(p_once) AS r(key text, lasts text, ends_at timestamptz, instead uuid)
                  ORDER BY r.key LOOP
        INSERT INTO public.journeys_once AS o (key, draft_id, lasts, ends_at, at)
        VALUES (v_one.key, p_draft_id, v_one.lasts, v_one.ends_at, p_at)
        ON CONFLICT (key) DO UPDATE SET key = excluded.key
        RETURNING o.draft_id, o.ends_at INTO v_held;
        CONTINUE WHEN v_held.draft_id = p_draft_id OR v_held.draft_id = v_one.instead OR v_held.ends_at <= p_at;
        DELETE FROM public.journeys_once AS o WHERE o.draft_id = p_draft_id AND v_state = 'open';
        RETURN QUERY SELECT 'taken'::text, jsonb_build_object('by', v_held.draft_id, 'key', v_one.key);
        RETURN;
    END LOOP;
    UPDATE public.journeys_once AS o
       SET draft_id = p_draft_id, lasts = r.lasts, ends_at = r.ends_at, at = p_at
      FROM jsonb_to_recordset(p_once) AS r(key text, lasts text, ends_at timestamptz)
     WHERE o.key = r.key AND o.draft_id <> p_draft_id;
    UPDATE public.journeys_draft AS d
       SET state = 'submitted', version = d.version + 1, submitted_at = p_at, updated_at = p_at
     WHERE d.draft_id = p_draft_id AND d.state = 'open' AND d.version = p_version;
    RETURN QUERY SELECT o.code, o.facts FROM public.cases_open_v1(p_draft_id, p_bundle) AS o;
END;
$$;
