-- 企业: what the register said last. An older word never overwrites a newer one.
CREATE OR REPLACE FUNCTION public.accounts_keep_enterprise_v1(p_enterprise jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_id uuid;
BEGIN
    INSERT INTO public.accounts_enterprise AS e
    SELECT r.* FROM jsonb_populate_record(NULL::public.accounts_enterprise, p_enterprise) AS r
    ON CONFLICT (uscc) DO UPDATE
       SET name = excluded.name, kind = excluded.kind, state = excluded.state, region = excluded.region,
           address = excluded.address, representative_name = excluded.representative_name,
           representative_index = excluded.representative_index, told_at = excluded.told_at
     WHERE e.told_at <= excluded.told_at
    RETURNING e.id INTO v_id;
    IF v_id IS NULL THEN
        SELECT e.id INTO v_id FROM public.accounts_enterprise AS e WHERE e.uscc = p_enterprise ->> 'uscc';
        RETURN QUERY SELECT 'older'::text, jsonb_build_object('id', v_id);
        RETURN;
    END IF;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('id', v_id);
END;
$$;
