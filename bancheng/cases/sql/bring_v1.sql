-- What was promised for later comes (容缺): the files go to every case of the application that waits for them. Nothing
-- is written before all cases are locked at the versions that were read, in (level, id) order, as every end does.
--
-- p_bring: moves [move … + brought [{type, holder, name, form, files}]]
CREATE OR REPLACE FUNCTION public.cases_bring_v1(p_application_id uuid, p_bring jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_one jsonb;
    v_seen integer;
BEGIN
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_bring -> 'moves') AS r LOOP
        SELECT c.version INTO v_seen FROM public.cases_case AS c
        WHERE c.application_id = p_application_id AND c.case_id = (v_one ->> 'case_id')::uuid FOR UPDATE;
        IF v_seen IS DISTINCT FROM (v_one ->> 'version')::integer THEN
            RETURN QUERY SELECT r.code, r.facts
            FROM public.cases_refused_v1(p_application_id, (v_one ->> 'case_id')::uuid) AS r;
            RETURN;
        END IF;
    END LOOP;
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_bring -> 'moves') AS r LOOP
        PERFORM public.cases_apply_v1(p_application_id, v_one);
        INSERT INTO public.cases_material (
            application_id, case_id, type, holder, turn, name, form, satisfied_by, files)
        SELECT p_application_id, (v_one ->> 'case_id')::uuid, r.type, r.holder, 2, r.name, r.form, 'upload', r.files
        FROM jsonb_to_recordset(v_one -> 'brought')
            AS r(type text, holder text, name text, form text, files uuid[]);
    END LOOP;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', (p_bring #>> '{moves,0,version}')::integer + 1);
END $$;
