-- A nonce is spent once; those older than p_forget_before are refused by their time and need no memory.
CREATE OR REPLACE FUNCTION public.exchange_spend_nonce_v1(
    p_system text, p_nonce text, p_at timestamptz, p_forget_before timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM public.exchange_nonce AS n WHERE n.at < p_forget_before;
    INSERT INTO public.exchange_nonce (system, nonce, at) VALUES (p_system, p_nonce, p_at) ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT CASE WHEN FOUND THEN 'ok' ELSE 'spent' END, '{}'::jsonb;
END $$;

-- 收到推送: once for each message id of a system, with the event that others act on. Again with the same content answers
-- `again` and the first id; with another content `differs`.
CREATE OR REPLACE FUNCTION public.exchange_take_report_v1(
    p_system text, p_message_id text, p_report jsonb, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_id uuid := (p_report ->> 'report_id')::uuid;
    v_digest text;
BEGIN
    INSERT INTO public.exchange_report (
        system, message_id, report_id, resource, kind, digest, received_at, sealed, outcome
    ) VALUES (
        p_system, p_message_id, v_id, p_report ->> 'resource', p_report ->> 'kind', p_report ->> 'digest',
        (p_report ->> 'received_at')::timestamptz, p_report ->> 'sealed', ''
    ) ON CONFLICT (system, message_id) DO NOTHING;
    IF FOUND THEN
        PERFORM public.kernel_record_v1(v_id, v_id, 1, p_event);
        RETURN QUERY SELECT 'ok'::text, jsonb_build_object('report_id', v_id);
        RETURN;
    END IF;
    SELECT r.report_id, r.digest INTO v_id, v_digest FROM public.exchange_report AS r
     WHERE r.system = p_system AND r.message_id = p_message_id;
    RETURN QUERY SELECT CASE WHEN v_digest = p_report ->> 'digest' THEN 'again' ELSE 'differs' END,
                        jsonb_build_object('report_id', v_id);
END $$;

-- 推送已处理: once; what it said of whom is not kept any longer than it was needed.
CREATE OR REPLACE FUNCTION public.exchange_settle_report_v1(
    p_report_id uuid, p_outcome text, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE public.exchange_report AS r SET settled_at = p_at, outcome = p_outcome, sealed = ''
     WHERE r.report_id = p_report_id AND r.settled_at IS NULL;
    RETURN QUERY SELECT CASE WHEN FOUND THEN 'ok' ELSE 'already' END, '{}'::jsonb;
END $$;
