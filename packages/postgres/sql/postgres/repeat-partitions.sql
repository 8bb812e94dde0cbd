-- Makes the partitions of the time to come and takes away those that are too old. Run every day, and safe to run again.
CREATE OR REPLACE FUNCTION catalyst.keep_partitions(at timestamptz DEFAULT now()) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET timezone = 'UTC' SET search_path = pg_catalog, public AS $$
DECLARE
  parent record;
  old record;
  unit text;
  first timestamptz;
  until timestamptz;
  name text;
BEGIN
  FOR parent IN SELECT * FROM catalyst.partitioned LOOP
    unit := CASE WHEN parent.step >= interval '1 month' THEN 'month' ELSE 'day' END;
    FOR i IN 0..parent.ahead LOOP
      first := date_trunc(unit, at) + i * parent.step;
      until := first + parent.step;
      name := format('%s_%s', (SELECT relname FROM pg_class WHERE oid = parent.name), to_char(first, 'YYYYMMDD'));
      IF to_regclass(format('public.%I', name)) IS NULL THEN
        EXECUTE format('CREATE TABLE public.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)', name, parent.name, first, until);
      END IF;
    END LOOP;
    FOR old IN
      SELECT c.oid::regclass AS part
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = parent.name
        AND to_date(right(c.relname, 8), 'YYYYMMDD') + parent.step <= at - parent.keep
    LOOP
      EXECUTE format('DROP TABLE %s', old.part);
    END LOOP;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION catalyst.keep_partitions(timestamptz) FROM PUBLIC;
