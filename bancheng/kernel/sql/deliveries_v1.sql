-- Forgets delivery marks older than p_before. A mark is needed only while its event may come again, that is while the
-- event is still in the outbox (waiting, or set aside for people): those marks stay however old they are.
CREATE OR REPLACE FUNCTION public.kernel_deliveries_forget_v1(p_before timestamptz)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_gone integer;
BEGIN
    DELETE FROM public.kernel_delivery AS d
     WHERE d.at < p_before
       AND NOT EXISTS (SELECT FROM public.kernel_outbox AS o
                        WHERE o.application_id = d.application_id AND o.event_id = d.event_id);
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('gone', v_gone);
END $$;
