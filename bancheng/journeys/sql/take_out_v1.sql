-- 去掉一个人: the draft without one of several, and in the same statement the confirmations of whoever is gone and of
-- those who move up. Refused as journeys_save_v1 refuses; then no confirmation moves. p_confirmations stand in the order
-- in which they are moved, so that each finds its new place free.
CREATE OR REPLACE FUNCTION public.journeys_take_out_v1(
    p_draft_id uuid, p_version integer, p_release text, p_answers jsonb, p_fields jsonb, p_materials jsonb,
    p_checked jsonb, p_at timestamptz, p_expires_at timestamptz, p_confirmations jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_saved record;
    v_one jsonb;
    v_version integer;
BEGIN
    SELECT s.code, s.facts INTO v_saved FROM public.journeys_save_v1(
        p_draft_id, p_version, p_release, p_answers, p_fields, p_materials, p_checked, p_at, p_expires_at
    ) AS s;
    IF v_saved.code = 'ok' THEN
        FOR v_one IN SELECT e.one FROM jsonb_array_elements(p_confirmations) WITH ORDINALITY AS e(one, n) ORDER BY e.n LOOP
            UPDATE public.journeys_confirmation AS c
               SET role = v_one ->> 'role', digest = v_one ->> 'digest', version = c.version + 1,
                   state = CASE WHEN (v_one ->> 'withdrawn')::boolean THEN 'withdrawn' ELSE c.state END,
                   decided_at = CASE WHEN (v_one ->> 'withdrawn')::boolean THEN p_at ELSE c.decided_at END
             WHERE c.draft_id = p_draft_id AND c.confirmation_id = (v_one ->> 'confirmation_id')::uuid
               AND c.state <> 'withdrawn'
            RETURNING c.version INTO v_version;
            IF FOUND THEN
                PERFORM public.kernel_record_v1(
                    p_draft_id, (v_one ->> 'confirmation_id')::uuid, v_version, v_one -> 'event'
                );
            END IF;
        END LOOP;
    END IF;
    RETURN QUERY SELECT v_saved.code, v_saved.facts;
END;
$$;
