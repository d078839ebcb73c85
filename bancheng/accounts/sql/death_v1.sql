-- 登记死亡: once; with it every right that the person gave or had ends, and every session.
CREATE OR REPLACE FUNCTION public.accounts_record_death_v1(
    p_person_id uuid, p_on date, p_at timestamptz, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_index text;
BEGIN
    UPDATE public.accounts_person AS p SET died_on = p_on
     WHERE p.id = p_person_id AND p.died_on IS NULL
    RETURNING p.id_number_index INTO v_index;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'already'::text, '{}'::jsonb;
        RETURN;
    END IF;
    UPDATE public.accounts_session AS s SET ended_at = p_at WHERE s.person_id = p_person_id AND s.ended_at IS NULL;
    UPDATE public.accounts_clerk AS c SET ended_at = p_at WHERE c.person_index = v_index AND c.ended_at IS NULL;
    UPDATE public.accounts_guardianship AS g SET ended_at = p_at
     WHERE (g.guardian_id = p_person_id OR g.ward_id = p_person_id) AND g.ended_at IS NULL;
    UPDATE public.accounts_mandate AS m SET state = 'ended', version = m.version + 1, ended_at = p_at
     WHERE (m.principal_id = p_person_id OR (m.agent_kind = 'person' AND m.agent_index = v_index))
       AND m.state IN ('offered', 'accepted');
    PERFORM public.kernel_record_v1(p_person_id, p_person_id, 1, p_event);
    RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
END;
$$;
