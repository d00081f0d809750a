-- How operations ended, counted as they are folded: to count millions of rows at each scrape would be too dear.
CREATE TABLE operation_ends (
  kind    text             NOT NULL,
  outcome text             NOT NULL,
  -- upper bound in seconds from acceptance to end; NaN where the acceptance is not known
  within  double precision NOT NULL,
  count   bigint           NOT NULL,
  seconds double precision NOT NULL,
  PRIMARY KEY (kind, outcome, within)
);

CREATE FUNCTION operation_within(seconds double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(
    (SELECT min(bound) FROM unnest('{1,5,15,60,300,900,3600,14400,43200,Infinity}'::double precision[]) AS bound
     WHERE seconds <= bound),
    'NaN')
$$;

CREATE FUNCTION operation_seconds(accepted_at timestamptz, ended_at timestamptz) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN accepted_at IS NOT NULL
    THEN greatest(0, extract(epoch FROM ended_at - accepted_at)::double precision) END
$$;

CREATE FUNCTION add_operation_ends(text, text, double precision, bigint, double precision) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO operation_ends AS old (kind, outcome, within, count, seconds) VALUES ($1, $2, $3, $4, coalesce($5, 0))
  ON CONFLICT (kind, outcome, within) DO UPDATE SET (count, seconds)
    = (old.count + excluded.count, old.seconds + excluded.seconds)
$$;

INSERT INTO operation_ends (kind, outcome, within, count, seconds)
SELECT kind, state, operation_within(took), count(*), coalesce(sum(took), 0)
FROM (SELECT kind, state, operation_seconds(accepted_at, changed_at) AS took FROM operations WHERE terminal) AS each
GROUP BY 1, 2, 3;

CREATE FUNCTION count_operation_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM operation_ends;
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM add_operation_ends(kind, state, operation_within(took), count(*), sum(took))
    FROM (SELECT kind, state, operation_seconds(accepted_at, changed_at) AS took FROM after WHERE terminal) AS each
    GROUP BY kind, state, operation_within(took);
  ELSE
    PERFORM add_operation_ends(kind, state, operation_within(took), count(*), sum(took))
    FROM (SELECT kind, after.state, operation_seconds(after.accepted_at, after.changed_at) AS took
          FROM after JOIN before USING (kind, operation_id) WHERE after.terminal AND NOT before.terminal) AS each
    GROUP BY kind, state, operation_within(took);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER ends_of_inserted AFTER INSERT ON operations
  REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_operation_ends();
CREATE TRIGGER ends_of_updated AFTER UPDATE ON operations
  REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_operation_ends();
CREATE TRIGGER ends_forgotten AFTER TRUNCATE ON operations
  FOR EACH STATEMENT EXECUTE FUNCTION count_operation_ends();
