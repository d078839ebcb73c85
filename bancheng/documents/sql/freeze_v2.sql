-- Freezes a paper as data and, when it carries a public code, writes the code into its registry. The paper's id is
-- derived by the caller from what it is about, so the same paper frozen twice (a retry, a subscriber that runs again)
-- stays the first one, and so does its code.
CREATE OR REPLACE FUNCTION public.documents_freeze_v2(p_application_id uuid, p_paper jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.documents_paper (
        application_id, paper_id, case_id, kind, number, title, template, template_digest, values, values_digest,
        frozen_at
    ) VALUES (
        p_application_id, (p_paper ->> 'paper_id')::uuid, (p_paper ->> 'case_id')::uuid, p_paper ->> 'kind',
        p_paper ->> 'number', p_paper ->> 'title', p_paper ->> 'template', p_paper ->> 'template_digest',
        p_paper -> 'values', p_paper ->> 'values_digest', (p_paper ->> 'frozen_at')::timestamptz
    ) ON CONFLICT (application_id, paper_id) DO NOTHING;
    IF FOUND AND p_paper ? 'code' THEN
        INSERT INTO public.documents_code (code, number, application_id, paper_id, at)
        VALUES (
            p_paper ->> 'code', p_paper ->> 'number', p_application_id, (p_paper ->> 'paper_id')::uuid,
            (p_paper ->> 'frozen_at')::timestamptz);
    END IF;
END $$;

-- The first version is the door that acts of apps above know; it does the same now.
CREATE OR REPLACE FUNCTION public.documents_freeze_v1(p_application_id uuid, p_paper jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM public.documents_freeze_v2(p_application_id, p_paper);
END $$;
