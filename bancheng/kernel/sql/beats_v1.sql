-- A worker says that it lives: when each of its loops last made a turn. Rows of processes that said nothing since
-- p_before are taken away.
CREATE OR REPLACE FUNCTION public.kernel_beat_v1(
    p_process uuid, p_at timestamptz, p_loops jsonb, p_before timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.kernel_beat AS b (process, at, loops) VALUES (p_process, p_at, p_loops)
    ON CONFLICT (process) DO UPDATE SET at = EXCLUDED.at, loops = EXCLUDED.loops;
    DELETE FROM public.kernel_beat AS b WHERE b.at < p_before;
    RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
END $$;
