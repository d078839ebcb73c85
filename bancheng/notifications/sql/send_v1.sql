-- The relay's moves. Like those of the log's outbox they sweep over applications on purpose and are no acts.

-- Takes up to p_limit due deliveries of a way under the lease p_lease and reserves their price for the day; a first try
-- that would pass the cap is given up instead (the message stays in the inbox). facts.rows: what to send; facts.kept_back.
CREATE OR REPLACE FUNCTION public.notifications_claim_v1(
    p_channel text, p_now timestamptz, p_lease uuid, p_lease_until timestamptz, p_limit integer, p_urgent_only boolean,
    p_day date, p_price bigint, p_cap bigint
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_one record;
    v_spent bigint;
    v_kept integer := 0;
    v_rows jsonb := '[]'::jsonb;
BEGIN
    PERFORM 1 FROM public.notifications_delivery AS d
    WHERE d.channel = p_channel AND d.state IN ('queued', 'failed') AND d.next_at <= p_now
        AND (d.lease_until IS NULL OR d.lease_until <= p_now) AND (d.urgent OR NOT p_urgent_only)
    LIMIT 1;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'ok'::text, jsonb_build_object('rows', v_rows, 'kept_back', 0);
        RETURN;
    END IF;
    -- The day's row is the gate: two relays cannot both spend the last of the money.
    INSERT INTO public.notifications_spending AS s (day, channel, spent, kept_back) VALUES (p_day, p_channel, 0, 0)
    ON CONFLICT (day, channel) DO UPDATE SET spent = s.spent
    RETURNING s.spent INTO v_spent;
    FOR v_one IN
        SELECT d.application_id, d.message_id, d.tries FROM public.notifications_delivery AS d
        WHERE d.channel = p_channel AND d.state IN ('queued', 'failed') AND d.next_at <= p_now
            AND (d.lease_until IS NULL OR d.lease_until <= p_now) AND (d.urgent OR NOT p_urgent_only)
        ORDER BY d.next_at, d.message_id LIMIT p_limit FOR UPDATE SKIP LOCKED
    LOOP
        IF v_one.tries = 0 AND p_cap IS NOT NULL AND v_spent + p_price > p_cap THEN
            UPDATE public.notifications_delivery AS d
            SET state = 'gave_up', error = 'daily_cap', moved_at = p_now
            WHERE d.application_id = v_one.application_id AND d.message_id = v_one.message_id
                AND d.channel = p_channel;
            v_kept := v_kept + 1;
            CONTINUE;
        END IF;
        UPDATE public.notifications_delivery AS d
        SET lease = p_lease, lease_until = p_lease_until, tries = d.tries + 1
        WHERE d.application_id = v_one.application_id AND d.message_id = v_one.message_id AND d.channel = p_channel;
        v_spent := v_spent + CASE WHEN v_one.tries = 0 THEN p_price ELSE 0 END;
        v_rows := v_rows || (
            SELECT jsonb_build_object(
                'application_id', m.application_id, 'message_id', m.message_id, 'kind', m.kind, 'template', m.template,
                'values', m.values, 'contact_id', m.contact_id, 'recipient_id', m.recipient_id, 'url_name', m.url_name,
                'url_args', m.url_args, 'urgent', m.urgent, 'tries', v_one.tries + 1)
            FROM public.notifications_message AS m
            WHERE m.application_id = v_one.application_id AND m.message_id = v_one.message_id);
    END LOOP;
    UPDATE public.notifications_spending AS s SET spent = v_spent, kept_back = s.kept_back + v_kept
    WHERE s.day = p_day AND s.channel = p_channel;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('rows', v_rows, 'kept_back', v_kept);
END $$;

-- What became of deliveries held under p_lease: a relay that was frozen past its lease settles nothing.
-- p_results: [{application_id, message_id, state, next_at, reference, error, untried, fallback_at}].
CREATE OR REPLACE FUNCTION public.notifications_settle_v1(
    p_channel text, p_lease uuid, p_now timestamptz, p_results jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_one jsonb;
    v_done integer := 0;
BEGIN
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_results) AS r LOOP
        UPDATE public.notifications_delivery AS d SET
            state = CASE WHEN v_one ->> 'untried' = 'true' THEN d.state ELSE v_one ->> 'state' END,
            tries = d.tries - CASE WHEN v_one ->> 'untried' = 'true' AND d.tries > 1 THEN 1 ELSE 0 END,
            next_at = coalesce((v_one ->> 'next_at')::timestamptz, d.next_at), reference = v_one ->> 'reference',
            error = v_one ->> 'error', lease = NULL, lease_until = NULL, moved_at = p_now
        WHERE d.application_id = (v_one ->> 'application_id')::uuid
            AND d.message_id = (v_one ->> 'message_id')::uuid AND d.channel = p_channel AND d.lease = p_lease
            AND d.state IN ('queued', 'failed');
        CONTINUE WHEN NOT FOUND;
        v_done := v_done + 1;
        IF v_one ->> 'state' = 'gave_up' THEN
            PERFORM public.notifications_fall_back_v1(
                (v_one ->> 'application_id')::uuid, (v_one ->> 'message_id')::uuid, p_channel, p_now,
                (v_one ->> 'fallback_at')::timestamptz);
        END IF;
    END LOOP;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('done', v_done);
END $$;

-- Queues the next way of a message whose way p_channel was given up.
CREATE OR REPLACE FUNCTION public.notifications_fall_back_v1(
    p_application_id uuid, p_message_id uuid, p_channel text, p_now timestamptz, p_next_at timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_channel text := public.notifications_next_v1(p_application_id, p_message_id, p_channel);
    v_urgent boolean;
BEGIN
    IF v_channel IS NOT NULL THEN
        SELECT m.urgent INTO STRICT v_urgent FROM public.notifications_message AS m
        WHERE m.application_id = p_application_id AND m.message_id = p_message_id;
        INSERT INTO public.notifications_delivery (
            application_id, message_id, channel, state, urgent, tries, next_at, reference, error, queued_at, moved_at)
        VALUES (
            p_application_id, p_message_id, v_channel, 'queued', v_urgent, 0, p_next_at, '', '', p_now, p_now)
        ON CONFLICT (application_id, message_id, channel) DO NOTHING;
    END IF;
END $$;

-- What the gateway says later of messages that it took. p_outcomes: [{reference, state, error, fallback_at}].
CREATE OR REPLACE FUNCTION public.notifications_outcome_v1(p_channel text, p_now timestamptz, p_outcomes jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_one jsonb;
    v_done integer := 0;
BEGIN
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_outcomes) AS r LOOP
        UPDATE public.notifications_delivery AS d SET state = v_one ->> 'state', error = v_one ->> 'error', moved_at = p_now
        WHERE d.application_id = (v_one ->> 'application_id')::uuid
            AND d.message_id = (v_one ->> 'message_id')::uuid AND d.channel = p_channel AND d.state = 'sent';
        CONTINUE WHEN NOT FOUND;
        v_done := v_done + 1;
        IF v_one ->> 'state' = 'gave_up' THEN
            PERFORM public.notifications_fall_back_v1(
                (v_one ->> 'application_id')::uuid, (v_one ->> 'message_id')::uuid, p_channel, p_now,
                (v_one ->> 'fallback_at')::timestamptz);
        END IF;
    END LOOP;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('done', v_done);
END $$;
