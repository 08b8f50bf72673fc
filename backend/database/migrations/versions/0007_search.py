"""Search and likeness over keyed tokens, as fast for a frequent word as for a rare one.

And what else of a complaint was typed in Zawgyi, as it was typed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_search"
down_revision = "0006_staff_texts"

ORIGINALS = ("sealed_wanted_original", "sealed_system_original")

# No door may read case_tokens. These functions answer for the told organisation only, and give
# ids and numbers that whoever asks has brought along.
FUNCTIONS = """
DROP FUNCTION cases_with(bigint[]);

-- At most so many: what more there are is walked in the order of the queue, by case_holds. ROWS is
-- low so that cases are looked up one by one: joined by a hash, all cases of the office are read.
CREATE FUNCTION cases_with(wanted bigint[], most integer DEFAULT NULL) RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE ROWS 50 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT t.case_id FROM public.case_tokens t
    WHERE t.tokens @> wanted AND t.organisation_id = public.told('organisation')::uuid LIMIT most;
END $$;

CREATE FUNCTION case_holds(asked uuid, wanted bigint[]) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER COST 5000
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.case_tokens t WHERE t.case_id = asked
    AND t.organisation_id = public.told('organisation')::uuid AND t.tokens @> wanted);
END $$;

-- Which of these tokens any case has at all: for words that were typed with a slip.
CREATE FUNCTION tokens_held(wanted bigint[]) RETURNS SETOF bigint
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT w.token FROM unnest(wanted) AS w (token) WHERE EXISTS (
    SELECT FROM public.case_tokens t WHERE t.tokens @> ARRAY[w.token]
      AND t.organisation_id = public.told('organisation')::uuid);
END $$;

-- Cases of one language that share tokens, the rarer a token the heavier; a token that more cases
-- have than ``frequent`` tells nothing. What statistics know as frequent is not looked up at all.
CREATE FUNCTION cases_like(asked uuid, wanted bigint[], frequent integer, most integer)
  RETURNS TABLE (case_id uuid, weight double precision)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE office uuid := public.told('organisation')::uuid; spoken text; known bigint[];
BEGIN
  SELECT c.language INTO spoken FROM public.cases c WHERE c.id = asked AND c.handler_id = office;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT array_agg(m.token) INTO known FROM pg_catalog.pg_stats s
    CROSS JOIN LATERAL unnest(s.most_common_elems::text::bigint[], s.most_common_elem_freqs)
      AS m (token, share)
    WHERE s.schemaname = 'public' AND s.tablename = 'case_tokens' AND s.attname = 'tokens'
      AND m.token IS NOT NULL AND m.share > 0.01;
  RETURN QUERY
    WITH shared AS (
      SELECT w.token, t.case_id FROM unnest(wanted) AS w (token)
        CROSS JOIN LATERAL (SELECT h.case_id FROM public.case_tokens h
          WHERE h.tokens @> ARRAY[w.token] AND h.organisation_id = office LIMIT frequent + 1) t
        WHERE w.token <> ALL (coalesce(known, '{}'))),
    weighed AS (
      SELECT s.token, 1 / sqrt(count(*)) AS worth FROM shared s GROUP BY s.token
        HAVING count(*) BETWEEN 2 AND frequent),
    likest AS MATERIALIZED (
      SELECT s.case_id AS id, sum(w.worth)::double precision AS sum FROM shared s
        JOIN weighed w USING (token)
        WHERE s.case_id <> asked GROUP BY s.case_id HAVING count(*) > 1 ORDER BY 2 DESC, 1 LIMIT 200)
    SELECT l.id, l.sum FROM likest l JOIN public.cases c ON c.id = l.id
      WHERE c.language = spoken AND c.handler_id = office AND c.destroyed_on IS NULL
      ORDER BY 2 DESC, 1 LIMIT most;
END $$;

REVOKE ALL ON FUNCTION cases_with(bigint[], integer), case_holds, tokens_held, cases_like
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_with(bigint[], integer), case_holds, tokens_held, cases_like
  TO suara_desk;
-- Random numbers do not get smaller.
ALTER TABLE case_tokens ALTER COLUMN tokens SET STORAGE EXTERNAL;
"""

BEFORE = """
ALTER TABLE case_tokens ALTER COLUMN tokens SET STORAGE EXTENDED;
DROP FUNCTION cases_with(bigint[], integer), case_holds, tokens_held, cases_like;
CREATE FUNCTION cases_with(wanted bigint[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT t.case_id FROM public.case_tokens t
    WHERE t.tokens @> wanted AND t.organisation_id = public.told('organisation')::uuid;
END $$;
REVOKE ALL ON FUNCTION cases_with(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_with(bigint[]) TO suara_desk;
"""


def upgrade() -> None:
    op.execute(FUNCTIONS)
    for name in ORIGINALS:
        op.add_column("grievances", sa.Column(name, sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    for name in reversed(ORIGINALS):
        op.drop_column("grievances", name)
    op.execute(BEFORE)
