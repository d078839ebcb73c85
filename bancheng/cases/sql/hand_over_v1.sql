-- 由继承人接着办: the application of somebody who died goes to another of its parties. Cases, dates and answers stay.
CREATE OR REPLACE FUNCTION public.cases_hand_over_v1(
    p_application_id uuid, p_version integer, p_from uuid, p_to uuid, p_name text, p_at timestamptz, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_version integer;
BEGIN
    UPDATE public.cases_application AS a
       SET applicant_id = p_to, applicant_kind = 'person', applicant_name = p_name, version = a.version + 1
     WHERE a.application_id = p_application_id AND a.applicant_id = p_from AND a.state = 'open'
       AND a.version = p_version
    RETURNING a.version INTO v_version;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'moved'::text, '{}'::jsonb;
        RETURN;
    END IF;
    UPDATE public.cases_party AS p SET acts = FALSE
     WHERE p.application_id = p_application_id AND p.subject_id = p_from;
    INSERT INTO public.cases_party (application_id, subject_id, role, acts, at)
    VALUES (p_application_id, p_to, 'applicant', TRUE, p_at)
    ON CONFLICT (application_id, subject_id, role) DO UPDATE SET acts = TRUE;
    PERFORM public.kernel_record_v1(p_application_id, p_application_id, v_version, p_event);
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version);
END;
$$;
