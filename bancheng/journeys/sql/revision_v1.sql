-- 修订稿: work in progress on rulebooks. A document is in one living revision at most (a partial unique index says so).
CREATE OR REPLACE FUNCTION public.journeys_begin_revision_v1(
    p_revision jsonb, p_document jsonb, p_by uuid, p_at timestamptz, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_id uuid := (p_revision ->> 'revision_id')::uuid;
    v_other uuid;
BEGIN
    INSERT INTO public.journeys_revised
        (revision_id, kind, code, live, base, body, digest, version, edited_by, edited_at)
    VALUES (v_id, p_document ->> 'kind', p_document ->> 'code', true, p_document ->> 'base', p_document -> 'body',
            p_document ->> 'digest', 1, p_by, p_at)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        SELECT d.revision_id INTO v_other FROM public.journeys_revised AS d
         WHERE d.kind = p_document ->> 'kind' AND d.code = p_document ->> 'code' AND d.live;
        RETURN QUERY SELECT 'already'::text, jsonb_build_object('revision', v_other);
        RETURN;
    END IF;
    INSERT INTO public.journeys_revision
        (revision_id, organization_id, organization, title, state, version, editors, begun_by, begun_at, note)
    VALUES (v_id, (p_revision ->> 'organization_id')::uuid, p_revision ->> 'organization', p_revision ->> 'title',
            'open', 1, ARRAY[p_by], p_by, p_at, '');
    PERFORM public.kernel_record_v1(v_id, v_id, 1, p_event);
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('revision', v_id);
END;
$$;

-- One document is put into an open revision, written (p_version: the one that the page showed), or taken out again
-- (p_body empty). The header is locked first: nothing is written into what was handed in meanwhile.
CREATE OR REPLACE FUNCTION public.journeys_write_revised_v1(
    p_revision_id uuid, p_kind text, p_code text, p_version integer, p_base text, p_body jsonb, p_digest text,
    p_by uuid, p_at timestamptz
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_version integer;
BEGIN
    PERFORM 1 FROM public.journeys_revision AS r
      WHERE r.revision_id = p_revision_id AND r.state IN ('open', 'returned') FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'over'::text, '{}'::jsonb;
        RETURN;
    END IF;
    IF p_version = 0 THEN
        INSERT INTO public.journeys_revised
            (revision_id, kind, code, live, base, body, digest, version, edited_by, edited_at)
        VALUES (p_revision_id, p_kind, p_code, true, p_base, p_body, p_digest, 1, p_by, p_at)
        ON CONFLICT DO NOTHING
        RETURNING version INTO v_version;
    ELSIF p_digest = '' THEN
        DELETE FROM public.journeys_revised AS d
         WHERE d.revision_id = p_revision_id AND d.kind = p_kind AND d.code = p_code AND d.version = p_version
        RETURNING d.version INTO v_version;
    ELSE
        UPDATE public.journeys_revised AS d
           SET body = p_body, digest = p_digest, base = p_base, version = d.version + 1, edited_by = p_by,
               edited_at = p_at
         WHERE d.revision_id = p_revision_id AND d.kind = p_kind AND d.code = p_code AND d.version = p_version
        RETURNING d.version INTO v_version;
    END IF;
    IF v_version IS NULL THEN
        RETURN QUERY SELECT 'moved'::text, COALESCE(
            (SELECT jsonb_build_object('by', d.edited_by, 'at', d.edited_at, 'version', d.version,
                                       'revision', d.revision_id)
               FROM public.journeys_revised AS d WHERE d.kind = p_kind AND d.code = p_code AND d.live), '{}'::jsonb);
        RETURN;
    END IF;
    UPDATE public.journeys_revision AS r
       SET version = r.version + 1,
           editors = CASE WHEN p_by = ANY(r.editors) THEN r.editors ELSE r.editors || p_by END
     WHERE r.revision_id = p_revision_id;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_version);
END;
$$;

-- A step of the whole revision. `p_content` (kind/code → digest) is what the actor checked or read: something else by
-- now is refused. Whoever wrote or handed in does not publish: the second person is a rule of this statement.
CREATE OR REPLACE FUNCTION public.journeys_move_revision_v1(
    p_revision_id uuid, p_from text[], p_to text, p_content jsonb, p_note text, p_effective_from date,
    p_by uuid, p_at timestamptz, p_event jsonb
) RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_row public.journeys_revision%ROWTYPE;
    v_content jsonb;
BEGIN
    SELECT r.* INTO v_row FROM public.journeys_revision AS r WHERE r.revision_id = p_revision_id FOR UPDATE;
    SELECT COALESCE(jsonb_object_agg(d.kind || '/' || d.code, d.digest), '{}'::jsonb) INTO v_content
      FROM public.journeys_revised AS d WHERE d.revision_id = p_revision_id;
    IF v_row.state IS NULL OR NOT v_row.state = ANY(p_from) THEN
        RETURN QUERY SELECT CASE WHEN v_row.state IS NULL THEN 'missing' ELSE 'moved' END,
                            jsonb_build_object('state', v_row.state);
        RETURN;
    END IF;
    IF p_to = 'published' AND (p_by = ANY(v_row.editors) OR p_by = v_row.submitted_by) THEN
        RETURN QUERY SELECT 'own'::text, '{}'::jsonb;
        RETURN;
    END IF;
    IF p_to IN ('submitted', 'published') AND p_content <> v_content THEN
        RETURN QUERY SELECT 'changed'::text, '{}'::jsonb;
        RETURN;
    END IF;
    UPDATE public.journeys_revision AS r
       SET state = p_to, version = r.version + 1, note = p_note,
           submitted_by = CASE WHEN p_to = 'submitted' THEN p_by ELSE r.submitted_by END,
           submitted_at = CASE WHEN p_to = 'submitted' THEN p_at ELSE r.submitted_at END,
           decided_by = CASE WHEN p_to IN ('published', 'returned', 'discarded') THEN p_by ELSE r.decided_by END,
           decided_at = CASE WHEN p_to IN ('published', 'returned', 'discarded') THEN p_at ELSE r.decided_at END,
           effective_from = CASE WHEN p_to = 'published' THEN p_effective_from ELSE r.effective_from END
     WHERE r.revision_id = p_revision_id;
    IF p_to IN ('published', 'discarded') THEN
        UPDATE public.journeys_revised AS d SET live = false WHERE d.revision_id = p_revision_id;
    END IF;
    PERFORM public.kernel_record_v1(p_revision_id, p_revision_id, v_row.version + 1, p_event);
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('version', v_row.version + 1);
END;
$$;
