-- The two ends of a draft that are not a submission: its owner throws it away, or its time runs out.
CREATE OR REPLACE FUNCTION public.journeys_end_draft_v1(
    p_draft_id uuid, p_owner_id uuid, p_to text, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_state text;
BEGIN
    UPDATE public.journeys_draft AS d
       SET state = p_to, version = d.version + 1, updated_at = p_at,
           answers = '{}'::jsonb, fields = '{}'::jsonb, checked = '{}'::jsonb, materials = '{}'::jsonb
     WHERE d.draft_id = p_draft_id AND d.owner_id = p_owner_id AND d.state = 'open'
       AND p_to IN ('discarded', 'lapsed');
    IF FOUND THEN
        RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
        RETURN;
    END IF;
    SELECT d.state INTO v_state FROM public.journeys_draft AS d
     WHERE d.draft_id = p_draft_id AND d.owner_id = p_owner_id;
    RETURN QUERY SELECT CASE WHEN v_state IS NULL THEN 'missing' ELSE 'moved' END,
                        jsonb_build_object('state', v_state);
END;
$$;
