-- An entry goes to another post, or back to its own (nobody holds it then). An entry that is done stays done.
CREATE OR REPLACE FUNCTION public.worklist_rehome_v1(
    p_application_id uuid, p_id uuid, p_queue uuid, p_held_by uuid
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE public.worklist_entry AS e SET queue = p_queue, held_by = p_held_by
    WHERE e.application_id = p_application_id AND e.id = p_id;
END $$;
