-- 提交: as submit_v2, but a submission that is refused moves no key at all. In v2 a key that was taken over from an
-- earlier application (`instead`) was thrown away when the submission then failed for another reason, so that what may
-- run once could run again beside the earlier one.
CREATE OR REPLACE FUNCTION public.journeys_submit_v3(
    p_draft_id uuid, p_version integer, p_bundle jsonb, p_once jsonb, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_code text;
    v_facts jsonb;
    v_state text;
    v_version integer;
    v_one record;
    v_other uuid;
BEGIN
    BEGIN
        FOR v_one IN SELECT r.key, r.lasts, r.ends_at, r.instead
                       FROM jsonb_to_recordset(p_once) AS r(key text, lasts text, ends_at timestamptz, instead uuid)
                      ORDER BY r.key LOOP
            INSERT INTO public.journeys_once AS o (key, draft_id, lasts, ends_at, at)
            VALUES (v_one.key, p_draft_id, v_one.lasts, v_one.ends_at, p_at)
            ON CONFLICT (key) DO UPDATE
               SET draft_id = excluded.draft_id, lasts = excluded.lasts, ends_at = excluded.ends_at, at = excluded.at
             WHERE o.draft_id = v_one.instead OR o.ends_at <= p_at;
            CONTINUE WHEN FOUND;
            SELECT o.draft_id INTO v_other FROM public.journeys_once AS o WHERE o.key = v_one.key;
            IF v_other <> p_draft_id THEN
                v_code := 'taken';
                v_facts := jsonb_build_object('by', v_other, 'key', v_one.key);
                RAISE EXCEPTION USING ERRCODE = 'BC001';
            END IF;
        END LOOP;
        UPDATE public.journeys_draft AS d
           SET state = 'submitted', version = d.version + 1, submitted_at = p_at, updated_at = p_at
         WHERE d.draft_id = p_draft_id AND d.state = 'open' AND d.version = p_version;
        IF NOT FOUND THEN
            SELECT d.state, d.version INTO v_state, v_version
              FROM public.journeys_draft AS d WHERE d.draft_id = p_draft_id;
            IF v_state IS DISTINCT FROM 'submitted' THEN
                v_code := CASE WHEN v_state IS NULL THEN 'missing' WHEN v_state = 'open' THEN 'changed' ELSE 'gone' END;
                v_facts := jsonb_build_object('state', v_state, 'version', v_version);
                RAISE EXCEPTION USING ERRCODE = 'BC001';
            END IF;
        END IF;
    EXCEPTION WHEN SQLSTATE 'BC001' THEN  -- everything of this block is undone
        RETURN QUERY SELECT v_code, v_facts;
        RETURN;
    END;
    RETURN QUERY SELECT o.code, o.facts FROM public.cases_open_v1(p_draft_id, p_bundle) AS o;
END;
$$;
