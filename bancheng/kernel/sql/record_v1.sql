-- Every function that moves something calls this once per event, inside its own statement: the fact and the promise
-- to tell the others about it are written together or not at all. p_event is NewEvent.row(). p_seq is the version of
-- the moved row after the move. The event's instant is an argument like everything else.
CREATE OR REPLACE FUNCTION public.kernel_record_v1(
    p_application_id uuid, p_case_id uuid, p_seq integer, p_event jsonb
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.kernel_event (application_id, case_id, seq, at, id, type, v, actor, payload, digest)
    VALUES (
        p_application_id, p_case_id, p_seq, (p_event ->> 'at')::timestamptz, (p_event ->> 'id')::uuid,
        p_event ->> 'type', (p_event ->> 'v')::integer, p_event ->> 'actor', p_event -> 'payload',
        p_event ->> 'digest'
    );
    INSERT INTO public.kernel_outbox (application_id, event_id, case_id, seq, at, type, next_at, tries, error)
    VALUES (
        p_application_id, (p_event ->> 'id')::uuid, p_case_id, p_seq, (p_event ->> 'at')::timestamptz,
        p_event ->> 'type', (p_event ->> 'at')::timestamptz, 0, ''
    );
END $$;
