-- The dates of one application as the calendar now says, after a holiday notice: clocks, cases, correction, worklist,
-- the application's own date, one event for each row whose dates changed, one notice to the applicant. Nobody acted:
-- states stay. Everything is guarded by the versions that were read; one that moved meanwhile undoes nothing, because
-- nothing is written before all are locked (cases in (level, id) order, then the application, as every end does).
--
-- p_change: at, cases [{case_id, version, due_at, warn_at, wake_at, provisional, told, clocks, correction, event}],
--           application {version, due_at, wake_at, provisional, event}, paper (optional)
CREATE OR REPLACE FUNCTION public.cases_recompute_v1(p_application_id uuid, p_change jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := (p_change ->> 'at')::timestamptz;
    v_own jsonb := p_change -> 'application';
    v_one jsonb;
    v_case uuid;
    v_version integer;
BEGIN
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_change -> 'cases') AS r LOOP
        SELECT c.version INTO v_version FROM public.cases_case AS c
        WHERE c.application_id = p_application_id AND c.case_id = (v_one ->> 'case_id')::uuid FOR UPDATE;
        IF v_version IS DISTINCT FROM (v_one ->> 'version')::integer THEN
            RETURN QUERY SELECT 'moved'::text, jsonb_build_object('case_id', v_one ->> 'case_id');
            RETURN;
        END IF;
    END LOOP;
    UPDATE public.cases_application AS a SET
        version = a.version + 1, due_at = (v_own ->> 'due_at')::timestamptz,
        wake_at = (v_own ->> 'wake_at')::timestamptz, provisional = (v_own ->> 'provisional')::boolean
    WHERE a.application_id = p_application_id AND a.state = 'open' AND a.version = (v_own ->> 'version')::integer
    RETURNING a.version INTO v_version;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'moved'::text, '{}'::jsonb;
        RETURN;
    END IF;
    PERFORM public.kernel_record_v1(p_application_id, p_application_id, v_version, v_own -> 'event');
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_change -> 'cases') AS r LOOP
        v_case := (v_one ->> 'case_id')::uuid;
        UPDATE public.cases_case AS c SET
            version = c.version + 1, due_at = (v_one ->> 'due_at')::timestamptz,
            warn_at = (v_one ->> 'warn_at')::timestamptz, wake_at = (v_one ->> 'wake_at')::timestamptz,
            provisional = (v_one ->> 'provisional')::boolean,
            last_act = CASE WHEN c.state = 'waiting' THEN c.last_act ELSE 'recompute' END,
            last_by = CASE WHEN c.state = 'waiting' THEN c.last_by ELSE 'system' END,
            last_name = CASE WHEN c.state = 'waiting' THEN c.last_name ELSE '' END,
            last_at = CASE WHEN c.state = 'waiting' THEN c.last_at ELSE v_at END
        WHERE c.application_id = p_application_id AND c.case_id = v_case
        RETURNING c.version INTO v_version;
        UPDATE public.cases_clock AS k SET due_at = r.due_at, provisional = r.provisional
        FROM jsonb_to_recordset(v_one -> 'clocks') AS r(kind text, due_at timestamptz, provisional boolean)
        WHERE k.application_id = p_application_id AND k.case_id = v_case AND k.kind = r.kind;
        UPDATE public.cases_correction AS n SET
            due_at = (v_one ->> 'due_at')::timestamptz, provisional = (v_one ->> 'provisional')::boolean
        WHERE n.application_id = p_application_id AND n.case_id = v_case AND n.answered_at IS NULL;
        PERFORM public.worklist_due_v1(
            p_application_id, v_case, (v_one ->> 'due_at')::timestamptz, (v_one ->> 'warn_at')::timestamptz,
            (v_one ->> 'provisional')::boolean);
        PERFORM public.kernel_record_v1(p_application_id, v_case, v_version, v_one -> 'event');
    END LOOP;
    IF p_change ? 'paper' THEN
        PERFORM public.documents_freeze_v1(p_application_id, p_change -> 'paper');
    END IF;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', (v_own ->> 'version')::integer + 1);
END $$;
