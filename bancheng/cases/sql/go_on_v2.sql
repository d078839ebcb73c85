-- The applicant says whether a case shall go on without what could not be had (on_failure = ask_applicant).
-- Since v1: silence may mean going on as well, so the act is given, and the question's clock stops.
-- Going on settles the questions and may set the case free; the end of a case goes through cases_close_v1.
CREATE OR REPLACE FUNCTION public.cases_go_on_v2(p_application_id uuid, p_answer jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_case uuid := (p_answer ->> 'case_id')::uuid;
    v_at timestamptz := (p_answer ->> 'at')::timestamptz;
    v_settled integer := (p_answer ->> 'questions')::integer;
    v_version integer;
    v_state text;
BEGIN
    UPDATE public.cases_case AS c SET
        waiting_for = c.waiting_for - v_settled, version = c.version + 1,
        state = CASE WHEN c.waiting_for = v_settled THEN 'filed' ELSE c.state END,
        filed_at = CASE WHEN c.waiting_for = v_settled THEN v_at ELSE c.filed_at END,
        due_at = CASE WHEN c.waiting_for = v_settled THEN (p_answer #>> '{ready,due_at}')::timestamptz
            ELSE (p_answer ->> 'due_at')::timestamptz END,
        warn_at = CASE WHEN c.waiting_for = v_settled THEN (p_answer #>> '{ready,warn_at}')::timestamptz
            ELSE c.warn_at END,
        wake_at = CASE WHEN c.waiting_for = v_settled THEN (p_answer #>> '{ready,due_at}')::timestamptz
            ELSE (p_answer ->> 'due_at')::timestamptz END,
        last_act = p_answer ->> 'act', last_by = p_answer ->> 'by', last_name = p_answer ->> 'name', last_at = v_at,
        last_key = p_answer ->> 'key'
    WHERE c.application_id = p_application_id AND c.case_id = v_case AND c.state = 'waiting'
        AND c.version = (p_answer ->> 'version')::integer AND c.waiting_for >= v_settled
    RETURNING c.version, c.state INTO v_version, v_state;
    IF NOT FOUND THEN
        RETURN QUERY SELECT r.code, r.facts FROM public.cases_refused_v1(p_application_id, v_case) AS r;
        RETURN;
    END IF;
    UPDATE public.cases_prerequisite AS p SET state = 'waived', settled_at = v_at
    WHERE p.application_id = p_application_id AND p.case_id = v_case AND p.state = 'asked';
    UPDATE public.cases_clock AS k SET stopped_at = v_at
    WHERE k.application_id = p_application_id AND k.case_id = v_case AND k.kind = 'question' AND k.stopped_at IS NULL;
    IF v_state = 'filed' THEN
        INSERT INTO public.cases_clock (
            application_id, case_id, kind, unit, days, started_at, pauses, due_at, provisional
        ) VALUES (
            p_application_id, v_case, 'acceptance', 'wd', (p_answer #>> '{ready,days}')::integer, v_at, '[]'::jsonb,
            (p_answer #>> '{ready,due_at}')::timestamptz, (p_answer #>> '{ready,provisional}')::boolean
        ) ON CONFLICT (application_id, case_id, kind) DO NOTHING;
        PERFORM public.worklist_put_v1(p_application_id, p_answer #> '{ready,work}');
        PERFORM public.kernel_record_v1(p_application_id, v_case, v_version, p_answer #> '{ready,event}');
    ELSE
        PERFORM public.kernel_record_v1(p_application_id, v_case, v_version, p_answer -> 'event');
    END IF;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version, 'state', v_state);
END $$;
