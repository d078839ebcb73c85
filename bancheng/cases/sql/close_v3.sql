-- Ends one or several cases of one application and lets the end travel: successors are visited in the order of
-- (level, id) that the caller prepared, so two ends of one application never wait for each other in a circle.
-- Nobody looks at a sibling: each successor carries how many it still waits for, the application how many are open,
-- and the decrement and what it leads to are one UPDATE.
--
-- Since v1: a question (on_failure = ask_applicant) has a clock of its own, whose length its rulebook says, and an
-- alarm before it ends; a case that stops leaves no clock running.
--
-- Since v2: a successor with `spare` {outcome, event} is a waiting case that a frozen rule finds not needed (rules speak
-- of results that this act completes); it ends and counts as met. A case whose rule is still open because one of its `givers` had not ended
-- when the caller read, but has by now, is not set free: it waits for nothing with an alarm, and is decided at once.
--
-- p_close: moves       [move …] in (level, id) order, each guarded by its version
--          successors  [{case_id, ready, ask, stop, spare, givers}] every waiting case that may be reached, in (level, id) order
--          end         {open_cases, ended, completed, letter}: what to record when the last case ends; the letter
--                      was written for `open_cases` still open: if others ended meanwhile it is left to the
--                      subscriber of the closing event, which reads again (nothing moves after the end).
CREATE OR REPLACE FUNCTION public.cases_close_v3(p_application_id uuid, p_close jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_end jsonb := p_close -> 'end';
    v_at timestamptz := (p_close ->> 'at')::timestamptz;
    v_one jsonb;
    v_seen integer;
    v_version integer;
    v_state text;
    v_row record;
    v_ended uuid[] := '{}';
    v_good uuid[] := '{}';
    v_spared uuid[] := '{}';
    v_unsure uuid[] := '{}';
    v_stale boolean;
    v_ready uuid[] := '{}';
    v_stopped uuid[] := '{}';
    v_asked uuid[] := '{}';
    v_settled integer;
    v_failed integer;
    v_asking integer;
    v_forever CONSTANT timestamptz := '9999-12-31T00:00:00+00:00';
    v_later timestamptz;
BEGIN
    IF jsonb_array_length(p_close -> 'moves') > 1 THEN
        FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_close -> 'moves') AS r LOOP
            SELECT c.version INTO v_seen FROM public.cases_case AS c
            WHERE c.application_id = p_application_id AND c.case_id = (v_one ->> 'case_id')::uuid FOR UPDATE;
            IF v_seen IS DISTINCT FROM (v_one ->> 'version')::integer THEN
                RETURN QUERY SELECT r.code, r.facts
                FROM public.cases_refused_v1(p_application_id, (v_one ->> 'case_id')::uuid) AS r;
                RETURN;
            END IF;
        END LOOP;
    END IF;
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_close -> 'moves') AS r LOOP
        v_version := public.cases_apply_v1(p_application_id, v_one);
        IF v_version IS NULL THEN
            RETURN QUERY SELECT r.code, r.facts
            FROM public.cases_refused_v1(p_application_id, (v_one ->> 'case_id')::uuid) AS r;
            RETURN;
        END IF;
        v_ended := v_ended || (v_one ->> 'case_id')::uuid;
        IF v_one ->> 'to' = 'issued' THEN
            v_good := v_good || (v_one ->> 'case_id')::uuid;
        ELSIF v_one ->> 'to' = 'not_needed' THEN
            v_spared := v_spared || (v_one ->> 'case_id')::uuid;
        END IF;
    END LOOP;

    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_close -> 'successors') AS r LOOP
        IF v_one ? 'spare' THEN
            UPDATE public.cases_case AS c SET
                state = 'not_needed', version = c.version + 1, outcome = v_one #> '{spare,outcome}', closed_at = v_at,
                due_at = v_forever, warn_at = v_forever, wake_at = v_forever, provisional = FALSE, last_act = 'spare',
                last_by = 'system', last_name = '', last_at = v_at
            WHERE c.application_id = p_application_id AND c.case_id = (v_one ->> 'case_id')::uuid AND c.state = 'waiting'
            RETURNING c.version INTO v_version;
            IF FOUND THEN
                UPDATE public.cases_clock AS k SET stopped_at = v_at
                WHERE k.application_id = p_application_id AND k.case_id = (v_one ->> 'case_id')::uuid
                    AND k.stopped_at IS NULL;
                v_ended := v_ended || (v_one ->> 'case_id')::uuid;
                v_spared := v_spared || (v_one ->> 'case_id')::uuid;
                PERFORM public.kernel_record_v1(
                    p_application_id, (v_one ->> 'case_id')::uuid, v_version, v_one #> '{spare,event}');
            END IF;
            CONTINUE;
        END IF;
        v_settled := 0;
        v_failed := 0;
        v_asking := 0;
        FOR v_row IN
            UPDATE public.cases_prerequisite AS p SET
                settled_at = v_at,
                state = CASE WHEN p.predecessor_id = ANY (v_good || v_spared) THEN 'met'
                    WHEN p.on_failure = 'continue_without' THEN 'waived'
                    WHEN p.on_failure = 'ask_applicant' THEN 'asked' ELSE 'failed' END
            WHERE p.application_id = p_application_id AND p.case_id = (v_one ->> 'case_id')::uuid
                AND p.predecessor_id = ANY (v_ended) AND p.state = 'open'
            RETURNING p.state
        LOOP
            IF v_row.state = 'failed' THEN
                v_failed := v_failed + 1;
            ELSIF v_row.state = 'asked' THEN
                v_asking := v_asking + 1;
            ELSE
                v_settled := v_settled + 1;
            END IF;
        END LOOP;
        CONTINUE WHEN v_settled + v_failed + v_asking = 0;
        IF v_failed > 0 THEN
            UPDATE public.cases_case AS c SET
                state = 'terminated', version = c.version + 1, outcome = v_one #> '{stop,outcome}',
                closed_at = v_at, due_at = (v_one #>> '{stop,due_at}')::timestamptz,
                warn_at = (v_one #>> '{stop,due_at}')::timestamptz,
                wake_at = (v_one #>> '{stop,due_at}')::timestamptz, last_act = 'stop',
                last_by = p_close ->> 'by', last_name = p_close ->> 'name', last_at = v_at
            WHERE c.application_id = p_application_id AND c.case_id = (v_one ->> 'case_id')::uuid
                AND c.state = 'waiting'
            RETURNING c.version INTO v_version;
            IF FOUND THEN
                v_ended := v_ended || (v_one ->> 'case_id')::uuid;
                v_stopped := v_stopped || (v_one ->> 'case_id')::uuid;
                UPDATE public.cases_clock AS k SET stopped_at = v_at
                WHERE k.application_id = p_application_id AND k.case_id = (v_one ->> 'case_id')::uuid
                    AND k.stopped_at IS NULL;
                PERFORM public.kernel_record_v1(
                    p_application_id, (v_one ->> 'case_id')::uuid, v_version, v_one #> '{stop,event}');
            END IF;
            CONTINUE;
        END IF;
        v_stale := FALSE;
        IF v_one ? 'givers' THEN  -- whoever ended one of them held this row before us: its end is visible now
            PERFORM 1 FROM public.cases_case AS c
            WHERE c.application_id = p_application_id AND c.case_id = (v_one ->> 'case_id')::uuid FOR UPDATE;
            SELECT coalesce(bool_or(c.closed_at IS NOT NULL), FALSE) INTO v_stale FROM public.cases_case AS c
            WHERE c.application_id = p_application_id AND v_one -> 'givers' @> to_jsonb(c.case_id::text);
        END IF;
        v_later := (v_one #>> '{ask,due_at}')::timestamptz;  -- of two questions about one case the later day counts
        UPDATE public.cases_case AS c SET
            waiting_for = c.waiting_for - v_settled,
            state = CASE WHEN c.waiting_for = v_settled AND NOT v_stale THEN 'filed' ELSE c.state END,
            version = c.version + CASE WHEN c.waiting_for = v_settled AND NOT v_stale OR v_asking > 0 THEN 1 ELSE 0 END,
            filed_at = CASE WHEN c.waiting_for = v_settled AND NOT v_stale THEN v_at ELSE c.filed_at END,
            due_at = CASE WHEN c.waiting_for = v_settled AND NOT v_stale THEN (v_one #>> '{ready,due_at}')::timestamptz
                WHEN v_asking > 0 AND (c.due_at >= v_forever OR c.due_at < v_later) THEN v_later ELSE c.due_at END,
            warn_at = CASE WHEN c.waiting_for = v_settled AND NOT v_stale THEN (v_one #>> '{ready,warn_at}')::timestamptz
                WHEN v_asking > 0 AND (c.due_at >= v_forever OR c.due_at < v_later)
                    THEN (v_one #>> '{ask,warn_at}')::timestamptz ELSE c.warn_at END,
            wake_at = CASE WHEN v_stale AND c.waiting_for = v_settled THEN v_at
                WHEN c.waiting_for = v_settled AND NOT v_stale THEN (v_one #>> '{ready,due_at}')::timestamptz
                WHEN v_asking > 0 AND (c.due_at >= v_forever OR c.due_at < v_later)
                    THEN (v_one #>> '{ask,warn_at}')::timestamptz ELSE c.wake_at END,
            provisional = CASE WHEN c.waiting_for = v_settled AND NOT v_stale THEN (v_one #>> '{ready,provisional}')::boolean
                WHEN v_asking > 0 AND (c.due_at >= v_forever OR c.due_at < v_later)
                    THEN (v_one #>> '{ask,provisional}')::boolean ELSE c.provisional END,
            last_act = CASE WHEN c.waiting_for = v_settled AND NOT v_stale THEN 'activate'
                WHEN v_asking > 0 THEN 'ask' ELSE c.last_act END,
            last_by = CASE WHEN c.waiting_for = v_settled AND NOT v_stale OR v_asking > 0 THEN 'system' ELSE c.last_by END,
            last_name = CASE WHEN c.waiting_for = v_settled AND NOT v_stale OR v_asking > 0 THEN '' ELSE c.last_name END,
            last_at = CASE WHEN c.waiting_for = v_settled AND NOT v_stale OR v_asking > 0 THEN v_at ELSE c.last_at END
        WHERE c.application_id = p_application_id AND c.case_id = (v_one ->> 'case_id')::uuid
            AND c.state = 'waiting'
        RETURNING c.version, c.state, c.waiting_for INTO v_version, v_state, v_seen;
        CONTINUE WHEN NOT FOUND;
        IF v_stale AND v_seen = 0 THEN
            v_unsure := v_unsure || (v_one ->> 'case_id')::uuid;
        END IF;
        IF v_state = 'filed' THEN
            v_ready := v_ready || (v_one ->> 'case_id')::uuid;
            INSERT INTO public.cases_clock (
                application_id, case_id, kind, unit, days, started_at, pauses, due_at, provisional
            ) VALUES (
                p_application_id, (v_one ->> 'case_id')::uuid, 'acceptance', 'wd',
                (v_one #>> '{ready,days}')::integer, v_at, '[]'::jsonb, (v_one #>> '{ready,due_at}')::timestamptz,
                (v_one #>> '{ready,provisional}')::boolean
            ) ON CONFLICT (application_id, case_id, kind) DO NOTHING;
            PERFORM public.worklist_put_v1(p_application_id, v_one #> '{ready,work}');
            PERFORM public.kernel_record_v1(
                p_application_id, (v_one ->> 'case_id')::uuid, v_version, v_one #> '{ready,event}');
        ELSIF v_asking > 0 THEN
            v_asked := v_asked || (v_one ->> 'case_id')::uuid;
            INSERT INTO public.cases_clock AS k (
                application_id, case_id, kind, unit, days, started_at, pauses, due_at, provisional
            ) VALUES (
                p_application_id, (v_one ->> 'case_id')::uuid, 'question', v_one #>> '{ask,clock,unit}',
                (v_one #>> '{ask,clock,days}')::integer, v_at, '[]'::jsonb, (v_one #>> '{ask,due_at}')::timestamptz,
                (v_one #>> '{ask,provisional}')::boolean
            ) ON CONFLICT (application_id, case_id, kind) DO UPDATE SET
                unit = excluded.unit, days = excluded.days, started_at = excluded.started_at,
                due_at = excluded.due_at, provisional = excluded.provisional, stopped_at = NULL
            WHERE k.stopped_at IS NOT NULL OR excluded.due_at > k.due_at;
            PERFORM public.kernel_record_v1(
                p_application_id, (v_one ->> 'case_id')::uuid, v_version, v_one #> '{ask,event}');
        END IF;
    END LOOP;

    UPDATE public.cases_application AS a SET
        open_cases = a.open_cases - cardinality(v_ended), issued_cases = a.issued_cases + cardinality(v_good),
        version = a.version + CASE WHEN a.open_cases = cardinality(v_ended) THEN 1 ELSE 0 END,
        state = CASE WHEN a.open_cases = cardinality(v_ended) AND a.issued_cases + cardinality(v_good) = 0
            THEN 'ended' ELSE a.state END,
        closed_at = CASE WHEN a.open_cases = cardinality(v_ended) AND a.issued_cases + cardinality(v_good) = 0
            THEN v_at ELSE a.closed_at END,
        wake_at = CASE WHEN a.open_cases = cardinality(v_ended) THEN v_at ELSE a.wake_at END
    WHERE a.application_id = p_application_id
    RETURNING a.open_cases, a.state, a.version INTO v_seen, v_state, v_version;
    IF v_seen = 0 AND v_state = 'ended' THEN
        PERFORM public.kernel_record_v1(p_application_id, p_application_id, v_version, v_end -> 'ended');
        IF (v_end ->> 'open_cases')::integer = cardinality(v_ended) AND v_end ? 'letter' THEN
            PERFORM public.documents_freeze_v1(p_application_id, v_end -> 'letter');
        END IF;
    ELSIF v_seen = 0 THEN
        PERFORM public.kernel_record_v1(p_application_id, p_application_id, v_version, v_end -> 'completed');
    END IF;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object(
        'version', (p_close #>> '{moves,0,version}')::integer + 1, 'open_cases', v_seen, 'ended', v_state = 'ended',
        'ready', to_jsonb(v_ready), 'stopped', to_jsonb(v_stopped), 'asked', to_jsonb(v_asked),
        'spared', to_jsonb(v_spared), 'unsure', to_jsonb(v_unsure));
END $$;
