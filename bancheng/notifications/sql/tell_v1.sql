-- Writes messages into the inbox and queues the first way out of the site that their template names and the person
-- wants. The id of a message follows from event, recipient and kind: told twice, it stands once. facts.told: how many.
CREATE OR REPLACE FUNCTION public.notifications_tell_v1(p_messages jsonb, p_at timestamptz)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_one jsonb;
    v_told integer := 0;
    v_channel text;
BEGIN
    FOR v_one IN SELECT r.value FROM jsonb_array_elements(p_messages) AS r LOOP
        INSERT INTO public.notifications_message (
            application_id, message_id, event_id, kind, recipient_kind, recipient_id, contact_id, template, values,
            url_name, url_args, urgent, channels, at
        ) VALUES (
            (v_one ->> 'application_id')::uuid, (v_one ->> 'message_id')::uuid, (v_one ->> 'event_id')::uuid,
            v_one ->> 'kind', v_one ->> 'recipient_kind', (v_one ->> 'recipient_id')::uuid,
            (v_one ->> 'contact_id')::uuid, v_one ->> 'template', v_one -> 'values', v_one ->> 'url_name',
            v_one -> 'url_args', (v_one ->> 'urgent')::boolean,
            ARRAY(SELECT c.value FROM jsonb_array_elements_text(v_one -> 'channels') AS c), p_at
        ) ON CONFLICT (application_id, message_id) DO NOTHING;
        CONTINUE WHEN NOT FOUND;
        v_told := v_told + 1;
        v_channel := public.notifications_next_v1(
            (v_one ->> 'application_id')::uuid, (v_one ->> 'message_id')::uuid, '');
        IF v_channel IS NOT NULL THEN
            INSERT INTO public.notifications_delivery (
                application_id, message_id, channel, state, urgent, tries, next_at, reference, error, queued_at, moved_at
            ) VALUES (
                (v_one ->> 'application_id')::uuid, (v_one ->> 'message_id')::uuid, v_channel, 'queued',
                (v_one ->> 'urgent')::boolean, 0, (v_one ->> 'next_at')::timestamptz, '', '', p_at, p_at);
        END IF;
    END LOOP;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('told', v_told);
END $$;

-- The way after p_after ('' for the first) that the message's template names and its contact wants; null for none.
-- Without a row of preferences a person wants text messages. A webhook is the city's own and nobody's choice.
CREATE OR REPLACE FUNCTION public.notifications_next_v1(p_application_id uuid, p_message_id uuid, p_after text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_channels text[];
    v_contact uuid;
    v_wanted text[];
    v_place integer;
BEGIN
    SELECT m.channels, m.contact_id INTO v_channels, v_contact FROM public.notifications_message AS m
    WHERE m.application_id = p_application_id AND m.message_id = p_message_id;
    SELECT p.channels INTO v_wanted FROM public.notifications_preference AS p WHERE p.person_id = v_contact;
    v_wanted := coalesce(v_wanted, ARRAY['sms']) || ARRAY['webhook'];
    v_place := coalesce(array_position(v_channels, p_after), 0);
    RETURN (
        SELECT w.channel FROM unnest(v_channels) WITH ORDINALITY AS w(channel, place)
        WHERE w.place > v_place AND w.channel = ANY (v_wanted) AND (v_contact IS NOT NULL OR w.channel = 'webhook')
        ORDER BY w.place LIMIT 1);
END $$;
