-- The relay's four moves. They sweep over applications on purpose and are no acts: on a distributed database only
-- these functions change (stack.md, "door open" no. 6).

-- Takes up to p_limit due rows under the lease p_lease; a row is due when its time has come and nobody holds it.
CREATE OR REPLACE FUNCTION public.kernel_claim_v1(
    p_now timestamptz, p_lease uuid, p_lease_until timestamptz, p_limit integer
) RETURNS TABLE (application_id uuid, event_id uuid, case_id uuid, seq integer, at timestamptz, tries integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE public.kernel_outbox AS o
       SET lease = p_lease, lease_until = p_lease_until, tries = o.tries + 1
      FROM (SELECT d.application_id, d.event_id
              FROM public.kernel_outbox AS d
             WHERE d.quarantined_at IS NULL AND d.next_at <= p_now
               AND (d.lease_until IS NULL OR d.lease_until <= p_now)
             ORDER BY d.next_at, d.event_id
             LIMIT p_limit
               FOR UPDATE SKIP LOCKED) AS due
     WHERE o.application_id = due.application_id AND o.event_id = due.event_id
    RETURNING o.application_id, o.event_id, o.case_id, o.seq, o.at, o.tries;
END $$;

-- Marks deliveries and takes off the rows that are done, but only those still held under p_lease: a relay that was
-- frozen past its lease cannot take a row from the one that took over. p_marks: [{application_id, event_id, subscriber}].
CREATE OR REPLACE FUNCTION public.kernel_settle_v1(
    p_now timestamptz, p_lease uuid, p_marks jsonb, p_applications uuid[], p_events uuid[]
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_gone integer;
BEGIN
    INSERT INTO public.kernel_delivery (application_id, event_id, subscriber, at)
    SELECT (m ->> 'application_id')::uuid, (m ->> 'event_id')::uuid, m ->> 'subscriber', p_now
      FROM jsonb_array_elements(p_marks) AS m
    ON CONFLICT DO NOTHING;
    DELETE FROM public.kernel_outbox AS o
     WHERE o.lease = p_lease
       AND (o.application_id, o.event_id) IN (SELECT a, e FROM unnest(p_applications, p_events) AS done (a, e));
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('gone', v_gone);
END $$;

-- Gives a row back: to be tried again at p_next_at, or set aside for people (p_quarantined_at) with the error's code.
-- p_untried: the relay ran out of time before it began; the try does not count.
CREATE OR REPLACE FUNCTION public.kernel_put_back_v1(
    p_lease uuid, p_application_id uuid, p_event_id uuid, p_next_at timestamptz, p_error text,
    p_quarantined_at timestamptz, p_untried boolean
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE public.kernel_outbox AS o
       SET lease = NULL, lease_until = NULL, next_at = COALESCE(p_next_at, o.next_at),
           error = COALESCE(p_error, o.error), quarantined_at = p_quarantined_at,
           tries = o.tries - CASE WHEN p_untried THEN 1 ELSE 0 END
     WHERE o.application_id = p_application_id AND o.event_id = p_event_id AND o.lease = p_lease;
    RETURN QUERY SELECT CASE WHEN FOUND THEN 'ok' ELSE 'lease_lost' END::text, '{}'::jsonb;
END $$;

-- Puts quarantined rows back into the queue; those already back, or never set aside, are left alone.
CREATE OR REPLACE FUNCTION public.kernel_redrive_v1(p_now timestamptz, p_applications uuid[], p_events uuid[])
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_back integer;
BEGIN
    UPDATE public.kernel_outbox AS o
       SET quarantined_at = NULL, tries = 0, next_at = p_now, lease = NULL, lease_until = NULL
     WHERE o.quarantined_at IS NOT NULL
       AND (o.application_id, o.event_id) IN (SELECT a, e FROM unnest(p_applications, p_events) AS back (a, e));
    GET DIAGNOSTICS v_back = ROW_COUNT;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('back', v_back);
END $$;
