-- The only way an upload changes state. A refusal says which state it is in.
CREATE OR REPLACE FUNCTION public.files_move_v1(
    p_file_id uuid, p_from text[], p_to text, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found_state text;
BEGIN
    UPDATE public.files_file AS f SET state = p_to, state_at = p_at
    WHERE f.id = p_file_id AND f.state = ANY (p_from);
    IF FOUND THEN
        RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
        RETURN;
    END IF;
    SELECT f.state INTO found_state FROM public.files_file AS f WHERE f.id = p_file_id;
    RETURN QUERY SELECT 'not_in_state'::text, jsonb_build_object('state', found_state);
END $$;
