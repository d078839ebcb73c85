-- Writes one version of a certificate and registers its identifier. Called inside the act that issues; also used to
-- register certificates that were on file before. The same certificate written twice stays the first one.
CREATE OR REPLACE FUNCTION public.certificates_issue_v1(p_application_id uuid, p_certificate jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.certificates_identifier (identifier, application_id, certificate_id)
    VALUES (p_certificate ->> 'identifier', p_application_id, (p_certificate ->> 'certificate_id')::uuid)
    ON CONFLICT (identifier) DO NOTHING;
    INSERT INTO public.certificates_certificate (
        application_id, certificate_id, case_id, identifier, type, name, number, holder_kind, holder_id, holder_role,
        holder_index, issuer, issuer_name, state, version, previous, valid_from, valid_to, values, values_digest,
        issued_at
    ) VALUES (
        p_application_id, (p_certificate ->> 'certificate_id')::uuid, (p_certificate ->> 'case_id')::uuid,
        p_certificate ->> 'identifier', p_certificate ->> 'type', p_certificate ->> 'name',
        p_certificate ->> 'number', p_certificate ->> 'holder_kind', (p_certificate ->> 'holder_id')::uuid,
        p_certificate ->> 'holder_role', p_certificate ->> 'holder_index', (p_certificate ->> 'issuer')::uuid,
        p_certificate ->> 'issuer_name', '01', (p_certificate ->> 'version')::integer,
        p_certificate ->> 'previous', (p_certificate ->> 'valid_from')::date, (p_certificate ->> 'valid_to')::date,
        p_certificate ->> 'values', p_certificate ->> 'values_digest', (p_certificate ->> 'issued_at')::timestamptz
    ) ON CONFLICT (application_id, certificate_id) DO NOTHING;
END $$;
