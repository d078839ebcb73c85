-- Opens a whole application: the submission, its cases with prerequisites, clocks, materials, parties, answers,
-- events, outbox and the worklist entries of the cases that are ready at once. The application's id is the draft's:
-- whoever posts second finds the first and gets the same receipt (code 'again').
CREATE OR REPLACE FUNCTION public.cases_open_v1(p_application_id uuid, p_bundle jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_head jsonb := p_bundle -> 'application';
    v_made uuid;
    v_one jsonb;
BEGIN
    INSERT INTO public.cases_application (
        application_id, receipt, journey, name, tone, release, applicant_kind, applicant_id, applicant_name,
        delivery_rule, channel, state, version, case_count, open_cases, issued_cases, submitted_at, due_at,
        provisional, wake_at, released_at, facts
    ) VALUES (
        p_application_id, v_head ->> 'receipt', v_head ->> 'journey', v_head ->> 'name', v_head ->> 'tone',
        v_head ->> 'release', v_head ->> 'applicant_kind', (v_head ->> 'applicant_id')::uuid,
        v_head ->> 'applicant_name', v_head ->> 'delivery_rule', v_head ->> 'channel', 'open', 1,
        (v_head ->> 'case_count')::integer, (v_head ->> 'case_count')::integer, 0,
        (v_head ->> 'submitted_at')::timestamptz, (v_head ->> 'due_at')::timestamptz,
        (v_head ->> 'provisional')::boolean, (v_head ->> 'wake_at')::timestamptz,
        (v_head ->> 'released_at')::timestamptz, v_head -> 'facts'
    ) ON CONFLICT (application_id) DO NOTHING RETURNING application_id INTO v_made;
    IF v_made IS NULL THEN
        RETURN QUERY SELECT 'again'::text, jsonb_build_object(
            'receipt', a.receipt, 'submitted_at', a.submitted_at, 'due_at', a.due_at, 'applicant_id', a.applicant_id)
        FROM public.cases_application AS a WHERE a.application_id = p_application_id;
        RETURN;
    END IF;
    PERFORM public.kernel_number_register_v1(
        v_head ->> 'receipt', 'receipt', p_application_id, p_application_id, (v_head ->> 'submitted_at')::timestamptz);
    INSERT INTO public.cases_party (application_id, subject_id, role, acts, at)
    SELECT p_application_id, r.subject_id, r.role, r.acts, (v_head ->> 'submitted_at')::timestamptz
    FROM jsonb_to_recordset(p_bundle -> 'parties') AS r(subject_id uuid, role text, acts boolean);
    INSERT INTO public.cases_case (
        application_id, case_id, node, item, name, occurrence, level, organization, handling, plan, state, version,
        stage, waiting_for, queue, held_name, case_number, due_at, warn_at, wake_at, provisional, filed_at, outcome, last_act,
        last_by, last_name, last_at, last_key
    )
    SELECT p_application_id, r.case_id, r.node, r.item, r.name, r.occurrence, r.level, r.organization, r.handling,
        r.plan, r.state, 1, 0, r.waiting_for, r.queue, '', '', r.due_at, r.warn_at, r.wake_at, r.provisional, r.filed_at,
        '{}'::jsonb, 'open', v_head ->> 'last_by', v_head ->> 'last_name',
        (v_head ->> 'submitted_at')::timestamptz, ''
    FROM jsonb_to_recordset(p_bundle -> 'cases') AS r(
        case_id uuid, node text, item text, name text, occurrence text, level integer, organization uuid,
        handling uuid, plan jsonb, state text, waiting_for integer, queue uuid, due_at timestamptz,
        warn_at timestamptz, wake_at timestamptz, provisional boolean, filed_at timestamptz);
    INSERT INTO public.cases_prerequisite (application_id, case_id, predecessor_id, on_failure, state)
    SELECT p_application_id, r.case_id, r.predecessor_id, r.on_failure, 'open'
    FROM jsonb_to_recordset(p_bundle -> 'prerequisites')
        AS r(case_id uuid, predecessor_id uuid, on_failure text);
    INSERT INTO public.cases_clock (
        application_id, case_id, kind, unit, days, started_at, pauses, due_at, provisional)
    SELECT p_application_id, r.case_id, r.kind, r.unit, r.days, r.started_at, '[]'::jsonb, r.due_at, r.provisional
    FROM jsonb_to_recordset(p_bundle -> 'clocks') AS r(
        case_id uuid, kind text, unit text, days integer, started_at timestamptz, due_at timestamptz,
        provisional boolean);
    INSERT INTO public.cases_material (application_id, case_id, type, holder, turn, name, form, satisfied_by, files)
    SELECT p_application_id, r.case_id, r.type, r.holder, 0, r.name, r.form, r.satisfied_by, r.files
    FROM jsonb_to_recordset(p_bundle -> 'materials') AS r(
        case_id uuid, type text, holder text, name text, form text, satisfied_by text, files uuid[]);
    IF p_bundle -> 'answers' <> 'null'::jsonb THEN
        PERFORM public.eforms_record_v1(p_application_id, p_bundle -> 'answers');
    END IF;
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(coalesce(p_bundle -> 'papers', '[]'::jsonb)) AS r LOOP
        PERFORM public.documents_freeze_v1(p_application_id, v_one);
    END LOOP;
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_bundle -> 'work') AS r LOOP
        PERFORM public.worklist_put_v1(p_application_id, v_one);
    END LOOP;
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_bundle -> 'events') AS r LOOP
        PERFORM public.kernel_record_v1(p_application_id, (v_one ->> 'case_id')::uuid, 1, v_one -> 'event');
    END LOOP;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object(
        'receipt', v_head ->> 'receipt', 'submitted_at', v_head ->> 'submitted_at', 'due_at', v_head ->> 'due_at',
        'applicant_id', v_head ->> 'applicant_id');
END $$;
