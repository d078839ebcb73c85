-- Open cases of one application go to other posts or bodies, or back to their post: nobody decided anything, states and
-- dates stay. Everything is guarded by the versions that were read; one that moved meanwhile undoes nothing, because
-- nothing is written before all are locked, in (level, id) order as every end does.
--
-- p_change: at, cases [{case_id, version, act, queue, organization, handling, plan, event}] in (level, id) order
CREATE OR REPLACE FUNCTION public.cases_rehome_v1(p_application_id uuid, p_change jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_one jsonb;
    v_version integer;
BEGIN
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_change -> 'cases') AS r LOOP
        SELECT c.version INTO v_version FROM public.cases_case AS c
        WHERE c.application_id = p_application_id AND c.case_id = (v_one ->> 'case_id')::uuid
            AND c.closed_at IS NULL FOR UPDATE;
        IF v_version IS DISTINCT FROM (v_one ->> 'version')::integer THEN
            RETURN QUERY SELECT 'moved'::text, jsonb_build_object('case_id', v_one ->> 'case_id');
            RETURN;
        END IF;
    END LOOP;
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_change -> 'cases') AS r LOOP
        UPDATE public.cases_case AS c SET
            version = c.version + 1, queue = (v_one ->> 'queue')::uuid, plan = v_one -> 'plan',
            organization = (v_one ->> 'organization')::uuid, handling = (v_one ->> 'handling')::uuid,
            held_by = (v_one ->> 'held_by')::uuid,
            held_name = CASE WHEN v_one ->> 'held_by' IS NULL THEN '' ELSE c.held_name END,
            held_at = CASE WHEN v_one ->> 'held_by' IS NULL THEN NULL ELSE c.held_at END,
            last_act = v_one ->> 'act', last_by = 'system', last_name = '',
            last_at = (p_change ->> 'at')::timestamptz, last_key = ''
        WHERE c.application_id = p_application_id AND c.case_id = (v_one ->> 'case_id')::uuid
        RETURNING c.version INTO v_version;
        PERFORM public.worklist_rehome_v1(
            p_application_id, (v_one ->> 'case_id')::uuid, (v_one ->> 'queue')::uuid, (v_one ->> 'held_by')::uuid);
        PERFORM public.kernel_record_v1(
            p_application_id, (v_one ->> 'case_id')::uuid, v_version, v_one -> 'event');
    END LOOP;
    RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
END $$;
