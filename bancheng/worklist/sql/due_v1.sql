-- A date of an entry changed although nobody acted (a holiday notice). An entry that is done meanwhile stays done.
CREATE OR REPLACE FUNCTION public.worklist_due_v1(
    p_application_id uuid, p_id uuid, p_due_at timestamptz, p_warn_at timestamptz, p_provisional boolean
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE public.worklist_entry AS e SET due_at = p_due_at, warn_at = p_warn_at, provisional = p_provisional
    WHERE e.application_id = p_application_id AND e.id = p_id;
END $$;
