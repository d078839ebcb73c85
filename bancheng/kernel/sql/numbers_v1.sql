-- Takes p_count serials of a series on a day; facts.first is the first of them. One short row lock, before the act.
CREATE OR REPLACE FUNCTION public.kernel_take_numbers_v1(p_series text, p_day date, p_count integer)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_next bigint;
BEGIN
    INSERT INTO public.kernel_number_block AS b (series, day, next) VALUES (p_series, p_day, 1 + p_count)
    ON CONFLICT (series, day) DO UPDATE SET next = b.next + p_count
    RETURNING b.next INTO v_next;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('first', v_next - p_count);
END $$;

-- Writes a number into the registry, any number of times for the same row. code: ok | number_taken (by another row).
CREATE OR REPLACE FUNCTION public.kernel_number_register_v1(
    p_number text, p_kind text, p_application_id uuid, p_case_id uuid, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.kernel_number (number, kind, application_id, case_id, at)
    VALUES (p_number, p_kind, p_application_id, p_case_id, p_at)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
        RETURN;
    END IF;
    PERFORM 1 FROM public.kernel_number AS n
      WHERE n.number = p_number AND n.kind = p_kind AND n.application_id = p_application_id AND n.case_id = p_case_id;
    RETURN QUERY SELECT CASE WHEN FOUND THEN 'ok' ELSE 'number_taken' END::text, '{}'::jsonb;
END $$;
