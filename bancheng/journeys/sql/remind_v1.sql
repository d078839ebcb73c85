-- 催一次: a confirmation still asked, reminded of at most once for each asking.
CREATE OR REPLACE FUNCTION public.journeys_remind_v1(
    p_draft_id uuid, p_role text, p_version integer, p_at timestamptz, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_id uuid;
    v_version integer;
BEGIN
    UPDATE public.journeys_confirmation AS c
       SET reminded_at = p_at, version = c.version + 1
     WHERE c.draft_id = p_draft_id AND c.role = p_role AND c.version = p_version AND c.state = 'asked'
       AND (c.reminded_at IS NULL OR c.reminded_at < c.asked_at)
    RETURNING c.confirmation_id, c.version INTO v_id, v_version;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'moved'::text, '{}'::jsonb;
        RETURN;
    END IF;
    PERFORM public.kernel_record_v1(p_draft_id, v_id, v_version, p_event);
    RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
END;
$$;
