-- The registry of keys. For a request: begin → finish or release. Inside an act: once_find when the guard found
-- nothing to move, once_keep when the act is done.

-- code: first (go on) | again (facts = the kept answer) | other_body | running (someone is at it now)
CREATE OR REPLACE FUNCTION public.kernel_idempotency_begin_v1(
    p_actor text, p_key text, p_action text, p_body_digest text, p_now timestamptz, p_fence uuid,
    p_stale_before timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_row public.kernel_idempotency%ROWTYPE;
BEGIN
    INSERT INTO public.kernel_idempotency (actor, key, action, body_digest, started_at, fence)
    VALUES (p_actor, p_key, p_action, p_body_digest, p_now, p_fence)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN QUERY SELECT 'first'::text, '{}'::jsonb;
        RETURN;
    END IF;
    SELECT * INTO v_row FROM public.kernel_idempotency AS i WHERE i.actor = p_actor AND i.key = p_key;
    IF NOT FOUND THEN  -- released between the two statements: the caller may simply ask again
        RETURN QUERY SELECT 'running'::text, '{}'::jsonb;
        RETURN;
    END IF;
    IF v_row.body_digest <> p_body_digest OR v_row.action <> p_action THEN
        RETURN QUERY SELECT 'other_body'::text, jsonb_build_object('started_at', v_row.started_at);
        RETURN;
    END IF;
    IF v_row.status IS NOT NULL THEN
        RETURN QUERY SELECT 'again'::text,
            jsonb_build_object('status', v_row.status, 'headers', v_row.headers, 'body', v_row.body);
        RETURN;
    END IF;
    -- Whoever began has been silent for longer than any request may take: it died. The act itself is guarded.
    UPDATE public.kernel_idempotency AS i SET started_at = p_now, fence = p_fence
     WHERE i.actor = p_actor AND i.key = p_key AND i.status IS NULL AND i.started_at < p_stale_before;
    RETURN QUERY SELECT CASE WHEN FOUND THEN 'first' ELSE 'running' END::text, '{}'::jsonb;
END $$;

-- Keeps the answer, if the request that began still holds the key (fence).
CREATE OR REPLACE FUNCTION public.kernel_idempotency_finish_v1(
    p_actor text, p_key text, p_fence uuid, p_status integer, p_headers jsonb, p_body text
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE public.kernel_idempotency AS i SET status = p_status, headers = p_headers, body = p_body
     WHERE i.actor = p_actor AND i.key = p_key AND i.fence = p_fence AND i.status IS NULL;
    RETURN QUERY SELECT CASE WHEN FOUND THEN 'ok' ELSE 'lease_lost' END::text, '{}'::jsonb;
END $$;

-- The request did nothing (typed wrongly, refused, broke): the key is free again.
CREATE OR REPLACE FUNCTION public.kernel_idempotency_release_v1(p_actor text, p_key text, p_fence uuid)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM public.kernel_idempotency AS i
     WHERE i.actor = p_actor AND i.key = p_key AND i.fence = p_fence AND i.status IS NULL;
    RETURN QUERY SELECT 'ok'::text, '{}'::jsonb;
END $$;

CREATE OR REPLACE FUNCTION public.kernel_idempotency_purge_v1(p_before timestamptz)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_gone integer;
BEGIN
    DELETE FROM public.kernel_idempotency AS i WHERE i.started_at < p_before;
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('gone', v_gone);
END $$;

-- code: none | again (facts = the answer kept) | other_body
CREATE OR REPLACE FUNCTION public.kernel_once_find_v1(p_actor text, p_key text, p_action text, p_body_digest text)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_row public.kernel_idempotency%ROWTYPE;
BEGIN
    SELECT * INTO v_row FROM public.kernel_idempotency AS i WHERE i.actor = p_actor AND i.key = p_key;
    IF NOT FOUND OR v_row.status IS NULL THEN
        RETURN QUERY SELECT 'none'::text, '{}'::jsonb;
    ELSIF v_row.body_digest <> p_body_digest OR v_row.action <> p_action THEN
        RETURN QUERY SELECT 'other_body'::text, '{}'::jsonb;
    ELSE
        RETURN QUERY SELECT 'again'::text, v_row.headers;
    END IF;
END $$;

-- Keeps an act's answer (ids, codes and numbers only) under its key; the first one stays.
CREATE OR REPLACE FUNCTION public.kernel_once_keep_v1(
    p_actor text, p_key text, p_action text, p_body_digest text, p_now timestamptz, p_answer jsonb
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO public.kernel_idempotency (actor, key, action, body_digest, started_at, status, headers)
    VALUES (p_actor, p_key, p_action, p_body_digest, p_now, 0, p_answer)
    ON CONFLICT DO NOTHING;
END $$;
