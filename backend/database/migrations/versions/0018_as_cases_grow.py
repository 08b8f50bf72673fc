"""What took longer the more cases there are: frequent words, likeness, the day, disputes.

A frequent word is looked for in the order of the queue, many cases at a time. What few of all cases
hold tells how frequent a word is before all that hold it are read.
"""

from alembic import op
import sqlalchemy as sa

revision = "0018_as_cases_grow"
down_revision = "0017_report_counts"

# One case in 64: ids are drawn by chance.
FEW = "case_id < '04000000-0000-0000-0000-000000000000'"
OPEN = "closed_on IS NULL"
UNSETTLED = "settled_at IS NULL"

ONE = """
DROP FUNCTION cases_among;
CREATE FUNCTION case_holds(asked uuid, wanted bigint[]) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER COST 5000
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.case_tokens t WHERE t.case_id = asked
    AND t.organisation_id = public.told('organisation')::uuid AND t.tokens @> wanted);
END $$;
REVOKE ALL ON FUNCTION case_holds FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_holds TO suara_desk;
"""
# Planned with the ids at hand, the indexes of ids and of tokens are held against each other, and no
# case is looked at that does not hold the tokens.
MANY = """
DROP FUNCTION case_holds;
CREATE FUNCTION cases_among(asked uuid[], wanted bigint[]) RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE ROWS 50 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE 'SELECT t.case_id FROM public.case_tokens t
    WHERE t.case_id = ANY ($1) AND t.tokens @> $2 AND t.organisation_id = $3'
    USING asked, wanted, public.told('organisation')::uuid;
END $$;
REVOKE ALL ON FUNCTION cases_among FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_among TO suara_desk;
"""

# Cases of one language that share tokens, the rarer a token the heavier; a token that more cases
# have than ``frequent`` tells nothing. What is frequent by statistics or among few cases is not
# looked up. The second: of 300 that hold a token, by chance 20 are among the few once in millions.
LIKE = """
CREATE OR REPLACE FUNCTION cases_like(asked uuid, wanted bigint[], frequent integer, most integer)
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
    WITH rare AS MATERIALIZED (
      SELECT w.token FROM unnest(wanted) AS w (token)
        WHERE w.token <> ALL (coalesce(known, '{}')){rare}),
    shared AS (
      SELECT w.token, t.case_id FROM rare w
        CROSS JOIN LATERAL (SELECT h.case_id FROM public.case_tokens h
          WHERE h.tokens @> ARRAY[w.token] AND h.organisation_id = office LIMIT frequent + 1) t),
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
"""
RARE = f"""
          AND (SELECT count(*) FROM (SELECT FROM public.case_tokens f
            WHERE f.tokens @> ARRAY[w.token] AND f.organisation_id = office
              AND f.{FEW} LIMIT 20) AS few) < 20"""


def _queue(**more: object) -> None:
    op.drop_index("ix_cases_queue", "cases")
    op.create_index("ix_cases_queue", "cases", ["handler_id", "due_at", "id"], **more)


def upgrade() -> None:
    _queue(postgresql_include=["stage", "parties"])
    op.create_index(
        "ix_cases_oldest",
        "cases",
        ["handler_id", "filed_at", "id"],
        postgresql_where=sa.text(OPEN),
    )
    op.create_index(
        "ix_case_tokens_few",
        "case_tokens",
        ["tokens"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
        postgresql_where=sa.text(FEW),
    )
    op.create_index(
        "ix_translation_disputes_oldest",
        "translation_disputes",
        ["at", "translation_id"],
        postgresql_where=sa.text(UNSETTLED),
    )
    op.execute(MANY)
    op.execute(LIKE.replace("{rare}", RARE))


def downgrade() -> None:
    op.execute(LIKE.replace("{rare}", ""))
    op.execute(ONE)
    op.drop_index("ix_translation_disputes_oldest", "translation_disputes")
    op.drop_index("ix_case_tokens_few", "case_tokens")
    op.drop_index("ix_cases_oldest", "cases")
    _queue()
