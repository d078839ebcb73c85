-- Writes one snapshot of answers inside the act that hands them in. The same snapshot again (a repeated submission)
-- changes nothing. p_snapshot: {snapshot_id, at, by, answers, digest}, made by eforms.commands.snapshot.
CREATE OR REPLACE FUNCTION public.eforms_record_v1(p_application_id uuid, p_snapshot jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.eforms_answers (application_id, snapshot_id, at, by, answers, digest)
    VALUES (
        p_application_id, (p_snapshot ->> 'snapshot_id')::uuid, (p_snapshot ->> 'at')::timestamptz,
        p_snapshot ->> 'by', p_snapshot -> 'answers', p_snapshot ->> 'digest'
    )
    ON CONFLICT (application_id, snapshot_id) DO NOTHING;
END $$;
