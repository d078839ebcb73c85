-- 标为已读: one message, or all of them (p_message_id null). The caller has checked whose they are; the recipients guard it.
CREATE OR REPLACE FUNCTION public.notifications_read_v1(
    p_recipients uuid[], p_application_id uuid, p_message_id uuid, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_read integer;
BEGIN
    UPDATE public.notifications_message AS m SET read_at = p_at
    WHERE m.recipient_id = ANY (p_recipients) AND m.read_at IS NULL
        AND (p_message_id IS NULL OR m.application_id = p_application_id AND m.message_id = p_message_id);
    GET DIAGNOSTICS v_read = ROW_COUNT;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('read', v_read);
END $$;

-- 提醒方式: which ways a person wants. The last word counts.
CREATE OR REPLACE FUNCTION public.notifications_prefer_v1(
    p_person_id uuid, p_channels text[], p_email_sealed text, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.notifications_preference (person_id, channels, email_sealed, updated_at)
    VALUES (p_person_id, p_channels, p_email_sealed, p_at)
    ON CONFLICT (person_id) DO UPDATE SET
        channels = excluded.channels, email_sealed = excluded.email_sealed, updated_at = excluded.updated_at;
    RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
END $$;
