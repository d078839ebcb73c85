-- Makes the monthly partitions of the two logs for the months from p_from up to and without p_to (Asia/Shanghai).
-- Rows that fell into the default partition stay there and stay readable: a month is only cut out while it is empty
-- there. Returns how many partitions were made.
CREATE OR REPLACE FUNCTION public.kernel_partitions_v1(p_from date, p_to date)
RETURNS TABLE (code text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_month date := date_trunc('month', p_from)::date;
    v_parent text;
    v_name text;
    v_low timestamptz;
    v_high timestamptz;
    v_strays boolean;
    v_made integer := 0;
BEGIN
    WHILE v_month < p_to LOOP
        v_low := v_month::timestamp AT TIME ZONE 'Asia/Shanghai';
        v_high := (v_month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai';
        FOREACH v_parent IN ARRAY ARRAY['kernel_event', 'kernel_evidence'] LOOP
            v_name := v_parent || '_' || to_char(v_month, 'YYYYMM');
            IF to_regclass('public.' || v_name) IS NULL THEN
                EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE at >= %L AND at < %L)',
                    v_parent || '_default', v_low, v_high) INTO v_strays;
                IF NOT v_strays THEN
                    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                        v_name, v_parent, v_low, v_high);
                    v_made := v_made + 1;
                END IF;
            END IF;
        END LOOP;
        v_month := (v_month + interval '1 month')::date;
    END LOOP;
    RETURN QUERY SELECT 'ok'::text, jsonb_build_object('made', v_made);
END $$;
