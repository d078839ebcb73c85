-- 再办: these ended cases of one application are applied for again by this draft. One living draft at a time: whoever
-- comes second is told which. A draft that was thrown away or lapsed gives its cases free; so does one that was claimed
-- for and never came to be (a crash between the two), after a minute.
CREATE OR REPLACE FUNCTION public.journeys_again_v1(
    p_application_id uuid, p_draft_id uuid, p_cases jsonb, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_one record;
    v_by uuid;
    v_since timestamptz;
    v_state text;
BEGIN
    FOR v_one IN SELECT r.case_id, r.node FROM jsonb_to_recordset(p_cases) AS r(case_id uuid, node text)
                  ORDER BY r.case_id LOOP
        INSERT INTO public.journeys_again AS a (application_id, case_id, node, draft_id, at)
        VALUES (p_application_id, v_one.case_id, v_one.node, p_draft_id, p_at)
        ON CONFLICT (application_id, case_id) DO NOTHING;
        CONTINUE WHEN FOUND;
        SELECT a.draft_id, a.at INTO v_by, v_since FROM public.journeys_again AS a
         WHERE a.application_id = p_application_id AND a.case_id = v_one.case_id FOR UPDATE;
        CONTINUE WHEN v_by = p_draft_id;
        SELECT d.state INTO v_state FROM public.journeys_draft AS d WHERE d.draft_id = v_by;
        IF v_state IN ('discarded', 'lapsed') OR v_state IS NULL AND v_since < p_at - interval '1 minute' THEN
            UPDATE public.journeys_again AS a SET draft_id = p_draft_id, node = v_one.node, at = p_at
             WHERE a.application_id = p_application_id AND a.case_id = v_one.case_id;
        ELSE
            DELETE FROM public.journeys_again AS a
             WHERE a.application_id = p_application_id AND a.draft_id = p_draft_id AND a.at = p_at;
            RETURN QUERY SELECT 'taken'::text, jsonb_build_object('draft_id', v_by);
            RETURN;
        END IF;
    END LOOP;
    RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
END;
$$;
