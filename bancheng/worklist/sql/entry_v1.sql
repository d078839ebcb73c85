-- The worklist is written through these two functions only, so that it can move from the act to the relay one day.
-- An act of another app calls them inside its own statement.
CREATE OR REPLACE FUNCTION public.worklist_put_v1(p_application_id uuid, p_entry jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.worklist_entry AS e (
        application_id, id, queue, held_by, kind, state, name, url_name, due_at, warn_at, provisional, put_at, facts
    ) VALUES (
        p_application_id, (p_entry ->> 'id')::uuid, (p_entry ->> 'queue')::uuid, (p_entry ->> 'held_by')::uuid,
        p_entry ->> 'kind', p_entry ->> 'state', p_entry ->> 'name', p_entry ->> 'url_name',
        (p_entry ->> 'due_at')::timestamptz, (p_entry ->> 'warn_at')::timestamptz,
        (p_entry ->> 'provisional')::boolean, (p_entry ->> 'put_at')::timestamptz, p_entry -> 'facts'
    )
    ON CONFLICT (application_id, id) DO UPDATE SET
        queue = excluded.queue, held_by = excluded.held_by, kind = excluded.kind, state = excluded.state,
        due_at = excluded.due_at, warn_at = excluded.warn_at, provisional = excluded.provisional,
        put_at = excluded.put_at, facts = excluded.facts;
END $$;

CREATE OR REPLACE FUNCTION public.worklist_done_v1(p_application_id uuid, p_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM public.worklist_entry AS e WHERE e.application_id = p_application_id AND e.id = p_id;
END $$;
