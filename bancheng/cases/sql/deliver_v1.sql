-- Hands over the results: `deliver` ends an application whose cases have all ended and left something to hand over;
-- `release_results` opens what is done already while the rest goes on (together_but_at_latest_by).
CREATE OR REPLACE FUNCTION public.cases_deliver_v1(p_application_id uuid, p_delivery jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_whole boolean := p_delivery ->> 'act' = 'deliver';
    v_version integer;
BEGIN
    UPDATE public.cases_application AS a SET
        version = a.version + 1, state = CASE WHEN v_whole THEN 'delivered' ELSE a.state END,
        released_at = coalesce(a.released_at, (p_delivery ->> 'at')::timestamptz),
        wake_at = (p_delivery ->> 'wake_at')::timestamptz,
        closed_at = CASE WHEN v_whole THEN (p_delivery ->> 'at')::timestamptz ELSE a.closed_at END
    WHERE a.application_id = p_application_id AND a.state = 'open'
        AND a.version = (p_delivery ->> 'version')::integer
        AND (a.open_cases = 0 AND a.issued_cases > 0 OR NOT v_whole)
    RETURNING a.version INTO v_version;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'taken'::text, jsonb_build_object(
            'state', a.state, 'version', a.version, 'open_cases', a.open_cases, 'at', a.closed_at)
        FROM public.cases_application AS a WHERE a.application_id = p_application_id;
        RETURN;
    END IF;
    IF v_whole THEN
        PERFORM public.documents_freeze_v1(p_application_id, p_delivery -> 'letter');
    END IF;
    PERFORM public.kernel_record_v1(p_application_id, p_application_id, v_version, p_delivery -> 'event');
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version);
END $$;

-- The closing letter of an application that ended while two of its cases ended at the same instant: written
-- afterwards by the subscriber of its closing event, from rows that no longer move.
CREATE OR REPLACE FUNCTION public.cases_letter_v1(p_application_id uuid, p_letter jsonb)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_state text;
BEGIN
    SELECT a.state INTO v_state FROM public.cases_application AS a WHERE a.application_id = p_application_id;
    IF v_state = 'ended' THEN
        PERFORM public.documents_freeze_v1(p_application_id, p_letter);
        RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
    ELSE
        RETURN QUERY SELECT 'open'::text, '{}'::jsonb;
    END IF;
END $$;
