-- One guarded move of one case, with everything it owes: clocks, materials, correction, papers, worklist, event,
-- outbox. p_move carries the whole mutable row as the act left it: the version guard makes that safe. Returns the
-- new version, or null when somebody moved first. Not granted to anybody: `cases_move_v1` and `cases_close_v1` call it.
CREATE OR REPLACE FUNCTION public.cases_apply_v1(p_application_id uuid, p_move jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_case uuid := (p_move ->> 'case_id')::uuid;
    v_version integer;
    v_one jsonb;
BEGIN
    UPDATE public.cases_case AS c SET
        state = p_move ->> 'to', version = c.version + 1, stage = (p_move ->> 'stage')::integer,
        queue = (p_move ->> 'queue')::uuid, held_by = (p_move ->> 'held_by')::uuid,
        held_name = p_move ->> 'held_name', held_at = (p_move ->> 'held_at')::timestamptz,
        case_number = p_move ->> 'case_number', due_at = (p_move ->> 'due_at')::timestamptz,
        warn_at = (p_move ->> 'warn_at')::timestamptz, wake_at = (p_move ->> 'wake_at')::timestamptz,
        provisional = (p_move ->> 'provisional')::boolean,
        filed_at = (p_move ->> 'filed_at')::timestamptz, accepted_at = (p_move ->> 'accepted_at')::timestamptz,
        decided_at = (p_move ->> 'decided_at')::timestamptz, closed_at = (p_move ->> 'closed_at')::timestamptz,
        outcome = p_move -> 'outcome', last_act = p_move ->> 'act', last_by = p_move ->> 'by',
        last_name = p_move ->> 'name', last_at = (p_move ->> 'at')::timestamptz, last_key = p_move ->> 'key'
    WHERE c.application_id = p_application_id AND c.case_id = v_case
        AND c.version = (p_move ->> 'version')::integer AND c.state = p_move ->> 'from'
    RETURNING c.version INTO v_version;
    IF v_version IS NULL THEN
        RETURN NULL;
    END IF;
    IF p_move ? 'clocks' THEN
        FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_move -> 'clocks') AS r LOOP
            INSERT INTO public.cases_clock AS k (
                application_id, case_id, kind, unit, days, started_at, pauses, stopped_at, due_at, provisional
            ) VALUES (
                p_application_id, v_case, v_one ->> 'kind', v_one ->> 'unit', (v_one ->> 'days')::integer,
                (v_one ->> 'started_at')::timestamptz, v_one -> 'pauses', (v_one ->> 'stopped_at')::timestamptz,
                (v_one ->> 'due_at')::timestamptz, (v_one ->> 'provisional')::boolean
            ) ON CONFLICT (application_id, case_id, kind) DO UPDATE SET
                unit = excluded.unit, days = excluded.days, started_at = excluded.started_at,
                pauses = excluded.pauses, stopped_at = excluded.stopped_at, due_at = excluded.due_at,
                provisional = excluded.provisional;
        END LOOP;
    END IF;
    IF p_move ? 'stop_clocks' THEN
        UPDATE public.cases_clock AS k SET stopped_at = (p_move ->> 'at')::timestamptz
        WHERE k.application_id = p_application_id AND k.case_id = v_case AND k.stopped_at IS NULL
            AND (p_move -> 'stop_clocks' @> to_jsonb(k.kind) OR p_move -> 'stop_clocks' = '"all"'::jsonb);
    END IF;
    IF p_move ? 'correction' THEN
        INSERT INTO public.cases_correction AS n (
            application_id, case_id, entries, requested_at, requested_by, due_at, provisional
        ) VALUES (
            p_application_id, v_case, p_move #> '{correction,entries}', (p_move ->> 'at')::timestamptz,
            p_move ->> 'by', (p_move #>> '{correction,due_at}')::timestamptz,
            (p_move #>> '{correction,provisional}')::boolean);
    END IF;
    IF p_move ? 'replies' THEN
        UPDATE public.cases_correction AS n SET
            replies = p_move -> 'replies', answered_at = (p_move ->> 'at')::timestamptz
        WHERE n.application_id = p_application_id AND n.case_id = v_case;
        INSERT INTO public.cases_material (
            application_id, case_id, type, holder, turn, name, form, satisfied_by, files)
        SELECT p_application_id, v_case, r.type, r.holder, 1, r.name, r.form, 'upload', r.files
        FROM jsonb_to_recordset(p_move -> 'materials')
            AS r(type text, holder text, name text, form text, files uuid[]);
    END IF;
    IF p_move ? 'answers' THEN
        PERFORM public.eforms_record_v1(p_application_id, p_move -> 'answers');
    END IF;
    IF p_move ? 'number' THEN
        PERFORM public.kernel_number_register_v1(
            p_move ->> 'case_number', 'case', p_application_id, v_case, (p_move ->> 'at')::timestamptz);
    END IF;
    IF p_move ? 'paper' THEN
        PERFORM public.documents_freeze_v1(p_application_id, p_move -> 'paper');
    END IF;
    IF p_move ? 'certificate' THEN
        PERFORM public.certificates_issue_v1(p_application_id, p_move -> 'certificate');
    END IF;
    IF p_move ? 'work' THEN
        PERFORM public.worklist_put_v1(p_application_id, p_move -> 'work');
    ELSE
        PERFORM public.worklist_done_v1(p_application_id, v_case);
    END IF;
    PERFORM public.kernel_record_v1(p_application_id, v_case, v_version, p_move -> 'event');
    RETURN v_version;
END $$;

-- Why a guard said no: who moved the case, when, and where it is now. For the sentence of the 409.
CREATE OR REPLACE FUNCTION public.cases_refused_v1(p_application_id uuid, p_case_id uuid)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT 'taken'::text, jsonb_build_object(
        'case_id', c.case_id, 'state', c.state, 'version', c.version, 'act', c.last_act, 'by', c.last_by,
        'name', c.last_name, 'at', c.last_at, 'key', c.last_key, 'case_number', c.case_number)
    FROM public.cases_case AS c WHERE c.application_id = p_application_id AND c.case_id = p_case_id;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'missing'::text, '{}'::jsonb;
    END IF;
END $$;
