"""Complaints that somebody files for somebody else, at the desk's own door.

A helper files into a case of whichever office routing chooses, and sees nothing of it afterwards.
So what makes a case may be written by the transaction that filed it, and by no other: the database
notes the transaction in the case's row, where no door can write it.
"""

from alembic import op
import sqlalchemy as sa

revision = "0009_on_behalf"
down_revision = "0008_translation_engine"

#: Rows that filing writes besides the case; acts, clocks and events had such a policy before.
FILED = ("grievances", "contacts", "key_slots")

POLICIES = """
DROP POLICY file ON cases;
CREATE POLICY file ON cases FOR INSERT TO suara_desk WITH CHECK (
  id = told('case_id')::uuid AND parties = ARRAY[handler_id] AND owner_id IS NULL
  AND stage = 'received' AND helped_by IS NOT NULL AND agreed IS NOT NULL
  AND channel IN ('counter', 'phone', 'paper', 'letter'));
CREATE POLICY filed ON case_references TO suara_desk USING (case_id = told('case_id')::uuid);
CREATE POLICY filed ON receipts FOR INSERT TO suara_desk
  WITH CHECK (code_hash = decode(told('receipt'), 'hex') AND case_id = told('case_id')::uuid);
CREATE POLICY own ON desk_filings TO suara_desk
  USING (organisation_id = told('organisation')::uuid);
CREATE POLICY work_all ON desk_filings TO suara_worker USING (true);
"""

FUNCTIONS = """
CREATE FUNCTION note_filing_transaction() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.filed_by_transaction := CASE WHEN current_user = 'suara_desk'
    THEN pg_current_xact_id()::text::bigint END;
  RETURN NEW;
END $$;
CREATE TRIGGER note_filing_transaction BEFORE INSERT ON cases
  FOR EACH ROW EXECUTE FUNCTION note_filing_transaction();

-- Whether the running transaction filed the case; the door itself may not see it.
CREATE FUNCTION filed_just_now(filed uuid, named uuid[]) RETURNS boolean LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.cases c WHERE c.id = filed AND named <@ c.parties
    AND c.filed_by_transaction = pg_current_xact_id()::text::bigint);
END $$;
REVOKE ALL ON FUNCTION filed_just_now FROM PUBLIC;
GRANT EXECUTE ON FUNCTION filed_just_now TO suara_desk;

-- A reference is taken before its case is written: it names none that is there already.
CREATE FUNCTION only_for_a_new_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.cases c WHERE c.id = NEW.case_id)
  THEN RAISE insufficient_privilege USING MESSAGE = 'a case has one reference'; END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION only_for_a_new_case FROM PUBLIC;
CREATE TRIGGER only_for_a_new_case BEFORE INSERT ON case_references
  FOR EACH ROW WHEN (current_user = 'suara_desk') EXECUTE FUNCTION only_for_a_new_case();

CREATE FUNCTION only_with_its_case() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.filed_just_now(NEW.case_id, '{}')
  THEN RAISE insufficient_privilege USING MESSAGE = 'a receipt comes with its case'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_with_its_case BEFORE INSERT ON receipts
  FOR EACH ROW WHEN (current_user = 'suara_desk') EXECUTE FUNCTION only_with_its_case();
"""

# As it was, and for the desk also while it files.
INTO_OWN_CASES = """
CREATE OR REPLACE FUNCTION only_into_own_cases() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_user IN ('suara_public', 'suara_desk')
    AND NEW.case_id IS DISTINCT FROM public.told('organisation')::uuid
    AND NOT EXISTS (SELECT FROM public.cases c WHERE c.id = NEW.case_id AND NEW.parties <@ c.parties)
  THEN {}RAISE insufficient_privilege USING MESSAGE = 'a row goes into a case of one''s own'; END IF;
  RETURN NEW;
END $$;
"""
WHILE_FILING = """
    IF current_user = 'suara_desk' THEN
      IF public.filed_just_now(NEW.case_id, NEW.parties) THEN RETURN NEW; END IF;
    END IF;
    """

GRANTS = """
GRANT INSERT ON cases, grievances, contacts, receipts TO suara_desk;
GRANT SELECT (reference), INSERT ON case_references TO suara_desk;
GRANT SELECT, INSERT, DELETE, UPDATE (state, total, done, sealed, expires_at) ON desk_filings TO suara_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON desk_filings TO suara_worker;
"""


def _choice(name: str, codes: tuple[str, ...], *, nullable: bool) -> sa.Column:
    length = max(map(len, codes)) + 8
    kind = sa.Enum(*codes, native_enum=False, create_constraint=True, length=length)
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    op.add_column("cases", sa.Column("helped_by", sa.Uuid(), nullable=True))
    op.add_column("cases", _choice("agreed", ("aloud", "signed", "by_law"), nullable=True))
    op.add_column("cases", sa.Column("filed_by_transaction", sa.BigInteger(), nullable=True))
    op.create_table(
        "desk_filings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _choice("state", ("open", "waiting", "filed"), nullable=False),
        sa.Column("many", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_desk_filings_expires_at", "desk_filings", ["expires_at"])
    op.execute("ALTER TABLE desk_filings ENABLE ROW LEVEL SECURITY")
    op.execute(POLICIES)
    op.execute(FUNCTIONS)
    op.execute(INTO_OWN_CASES.format(WHILE_FILING))
    for table in FILED:
        op.execute(
            f"CREATE POLICY filed ON {table} FOR INSERT TO suara_desk"
            " WITH CHECK (case_id = told('case_id')::uuid)"
        )
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("REVOKE INSERT ON cases, grievances, contacts FROM suara_desk")
    op.execute("REVOKE ALL ON receipts, case_references FROM suara_desk")
    for table in (*FILED, "case_references", "receipts"):
        op.execute(f"DROP POLICY filed ON {table}")
    op.execute(INTO_OWN_CASES.format(""))
    op.execute("DROP TRIGGER only_with_its_case ON receipts")
    op.execute("DROP TRIGGER only_for_a_new_case ON case_references")
    op.execute("DROP TRIGGER note_filing_transaction ON cases")
    op.execute(
        "DROP FUNCTION only_with_its_case, only_for_a_new_case, filed_just_now, note_filing_transaction"
    )
    op.execute("DROP POLICY file ON cases")
    op.execute(
        "CREATE POLICY file ON cases FOR INSERT TO suara_desk WITH CHECK (id = told('case_id')::uuid)"
    )
    op.drop_table("desk_filings")
    for column in ("filed_by_transaction", "agreed", "helped_by"):
        op.drop_column("cases", column)
