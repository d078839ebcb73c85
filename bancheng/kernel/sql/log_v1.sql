-- The event log and the evidence log, partitioned by month from the first day: a month can be archived, dropped
-- from the hot disk or verified alone. The default partition catches a month that nobody prepared (visible in doctor).
CREATE TABLE public.kernel_event (
    application_id uuid NOT NULL,
    case_id uuid NOT NULL,
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    v integer NOT NULL,
    actor text NOT NULL,
    payload jsonb NOT NULL,
    digest text NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (application_id, case_id, seq, at)
) PARTITION BY RANGE (at);
-- Readers of the whole log go in commit-safe order, never by id alone.
CREATE INDEX kernel_event_order ON public.kernel_event (xid, id);
CREATE TABLE public.kernel_event_default PARTITION OF public.kernel_event DEFAULT;

CREATE TABLE public.kernel_evidence (
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    actor text NOT NULL,
    purpose text NOT NULL,
    subject text NOT NULL,
    object text NOT NULL,
    fields text[] NOT NULL,
    request_id text NOT NULL,
    address text NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX kernel_evidence_subject ON public.kernel_evidence (subject, at);
CREATE TABLE public.kernel_evidence_default PARTITION OF public.kernel_evidence DEFAULT;

-- A queue table lives on dead rows: vacuum it early.
ALTER TABLE public.kernel_outbox SET (
    fillfactor = 60, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500
);

INSERT INTO public.kernel_seal_mark (id, sealed_at) VALUES (1, '2000-01-01 00:00+00');
