-- 存草稿: writes what changed, if nobody wrote in between (version) and the draft is still open.
CREATE OR REPLACE FUNCTION public.journeys_save_v1(
    p_draft_id uuid, p_version integer, p_release text, p_answers jsonb, p_fields jsonb, p_materials jsonb,
    p_checked jsonb, p_at timestamptz, p_expires_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_state text;
    v_version integer;
    v_at timestamptz;
BEGIN
    UPDATE public.journeys_draft AS d
       SET release = p_release, answers = p_answers, fields = p_fields, materials = p_materials, checked = p_checked,
           version = d.version + 1, updated_at = p_at, expires_at = p_expires_at
     WHERE d.draft_id = p_draft_id AND d.state = 'open' AND d.version = p_version
    RETURNING d.version INTO v_version;
    IF FOUND THEN
        RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version);
        RETURN;
    END IF;
    SELECT d.state, d.version, d.updated_at INTO v_state, v_version, v_at
      FROM public.journeys_draft AS d WHERE d.draft_id = p_draft_id;
    RETURN QUERY SELECT CASE WHEN v_state IS NULL THEN 'missing' WHEN v_state = 'open' THEN 'changed' ELSE 'gone' END,
                        jsonb_build_object('state', v_state, 'version', v_version, 'at', v_at);
END;
$$;
