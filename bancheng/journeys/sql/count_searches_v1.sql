-- 常有人搜: words of the rulebooks that found something, per day, without persons. `marks` has a bit for each bucket of
-- sessions that searched the word: merging twice changes nothing. Days before p_before are forgotten.
CREATE OR REPLACE FUNCTION public.journeys_count_searches_v1(p_rows jsonb, p_before date)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.journeys_searched_day AS s (day, term, marks, searches)
    SELECT r.day, r.term, r.marks, r.searches
      FROM jsonb_to_recordset(p_rows) AS r (day date, term text, marks bigint, searches integer)
     ORDER BY r.day, r.term
    ON CONFLICT (day, term) DO UPDATE
       SET marks = s.marks | excluded.marks, searches = s.searches + excluded.searches;
    DELETE FROM public.journeys_searched_day AS s WHERE s.day < p_before;
    RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
END;
$$;
