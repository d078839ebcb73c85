-- Moves one case that stays open.
CREATE OR REPLACE FUNCTION public.cases_move_v1(p_application_id uuid, p_move jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_version integer := public.cases_apply_v1(p_application_id, p_move);
BEGIN
    IF v_version IS NULL THEN
        RETURN QUERY SELECT r.code, r.facts
        FROM public.cases_refused_v1(p_application_id, (p_move ->> 'case_id')::uuid) AS r;
        RETURN;
    END IF;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version);
END $$;
