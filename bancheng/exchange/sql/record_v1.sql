-- What was asked and what came back, written together: an answer that is not in the log does not exist.
-- p_queries and p_answers are arrays of rows of the two tables without application_id.
CREATE OR REPLACE FUNCTION public.exchange_record_v1(
    p_application_id uuid, p_queries jsonb, p_answers jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.exchange_query (
        application_id, query_id, at, actor, resource, provider, purpose, inputs_index, result, milliseconds
    )
    SELECT p_application_id, (q ->> 'query_id')::uuid, (q ->> 'at')::timestamptz, q ->> 'actor', q ->> 'resource',
           q ->> 'provider', q ->> 'purpose', q ->> 'inputs_index', q ->> 'result', (q ->> 'milliseconds')::integer
    FROM jsonb_array_elements(p_queries) AS q;
    INSERT INTO public.exchange_answer (
        application_id, query_id, resource, inputs_index, found, authority, at, received_at, expires_at, sealed
    )
    SELECT p_application_id, (a ->> 'query_id')::uuid, a ->> 'resource', a ->> 'inputs_index',
           (a ->> 'found')::boolean, a ->> 'authority', (a ->> 'at')::timestamptz,
           (a ->> 'received_at')::timestamptz, (a ->> 'expires_at')::timestamptz, a ->> 'sealed'
    FROM jsonb_array_elements(p_answers) AS a;
    RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
END $$;
