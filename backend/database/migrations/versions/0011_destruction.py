"""Destruction of cases, legal holds, and what is known of backups.

A case is destroyed by ``destroy_case`` and in no other way: it looks itself whether two different
people agreed and nothing holds the case. What belongs to a case is found by its column
``case_id``, so that a table which is added later is not forgotten.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_destruction"
down_revision = "0010_objections"

OF_CASES = ("destructions", "legal_holds")

POLICIES = """
CREATE POLICY shown ON destructions FOR SELECT TO suara_public
  USING (case_id = told('case_id')::uuid);
CREATE POLICY asked ON destructions FOR INSERT TO suara_public WITH CHECK (
  case_id = told('case_id')::uuid AND asked_by = 'complainant'
  AND first_by IS NULL AND second_by IS NULL AND done_on IS NULL);
CREATE POLICY holding ON legal_holds TO suara_public
  USING (case_id = told('case_id')::uuid AND removed_at IS NULL);
"""

FUNCTIONS = """
-- Parties of a row are not enough: whoever answers for a system must not decide on its case.
CREATE FUNCTION only_the_handler_destroys() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_user = 'suara_desk' AND NOT EXISTS (SELECT FROM public.cases c
    WHERE c.id = NEW.case_id AND c.handler_id = public.told('organisation')::uuid)
  THEN RAISE insufficient_privilege USING MESSAGE = 'only the office destroys or holds'; END IF;
  RETURN NEW;
END $$;

-- What two people agreed to stays as they left it.
CREATE FUNCTION agreement_stays() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.first_by IS NOT NULL AND NEW.first_by IS DISTINCT FROM OLD.first_by)
    OR (OLD.second_by IS NOT NULL AND NEW.second_by IS DISTINCT FROM OLD.second_by)
    OR (NEW.second_by IS NOT NULL AND OLD.first_by IS NULL)
  THEN RAISE insufficient_privilege USING MESSAGE = 'an agreement is not changed'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER agreement_stays BEFORE UPDATE ON destructions
  FOR EACH ROW EXECUTE FUNCTION agreement_stays();

CREATE OR REPLACE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_user = 'suara_owner'
    AND (to_jsonb(NEW) - 'parties') = (to_jsonb(OLD) - 'parties')
    AND current_setting('suara.sharing', true) = 'on'
  THEN RETURN NEW; END IF;
  -- Of the reasons of a destroyed case only their hashes stay.
  IF TG_OP = 'UPDATE' AND current_user = 'suara_owner' AND to_jsonb(NEW)->>'sealed_reason' IS NULL
    AND (to_jsonb(NEW) - 'sealed_reason') = (to_jsonb(OLD) - 'sealed_reason')
    AND current_setting('suara.destroying', true) = to_jsonb(OLD)->>'case_id'
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the record is only added to';
END $$;

-- For destroy_case, and for the owner who replays the ledger of erasures after a restore.
CREATE FUNCTION erase_rows(doomed uuid, on_day date, until_day date) RETURNS void LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE t text; c text; again boolean;
BEGIN
  -- In rounds: what other rows of the case point at goes after them.
  FOR round IN 1..6 LOOP
    again := false;
    FOR t IN SELECT a.attrelid::regclass::text FROM pg_attribute a JOIN pg_class k ON k.oid = a.attrelid
      WHERE a.attname = 'case_id' AND NOT a.attisdropped AND k.relkind IN ('r', 'p')
        AND k.relnamespace = 'public'::regnamespace
        AND k.relname NOT IN ('receipts', 'events', 'destructions')
    LOOP
      BEGIN EXECUTE format('DELETE FROM %s WHERE case_id = $1', t) USING doomed;
      EXCEPTION WHEN foreign_key_violation THEN again := true; END;
    END LOOP;
    EXIT WHEN NOT again;
  END LOOP;
  IF again THEN RAISE EXCEPTION 'rows of the case are left'; END IF;
  DELETE FROM public.procrastinate_jobs WHERE args->>'case_id' = doomed::text AND status <> 'doing';
  PERFORM set_config('suara.destroying', doomed::text, true);
  UPDATE public.events SET sealed_reason = NULL WHERE case_id = doomed AND sealed_reason IS NOT NULL;
  PERFORM set_config('suara.destroying', '', true);
  FOR c IN SELECT attname FROM pg_attribute WHERE attrelid = 'public.cases'::regclass AND attnum > 0
    AND NOT attisdropped AND NOT attnotnull AND attname <> 'destroyed_on'
  LOOP EXECUTE format('UPDATE public.cases SET %I = NULL WHERE id = $1', c) USING doomed; END LOOP;
  UPDATE public.cases SET destroyed_on = on_day, reference = '', country = '', language = '',
    interface_language = 'en', channel = '', danger = 'no', contact_way = 'none', size = 0,
    stage = 'withdrawn', stage_since = on_day, late = false, lifecycle_stages = '{}',
    filed_at = filed_on, workflow = 'standard', workflow_version = 1, taxonomy_version = '',
    revision = revision + 1, sealed_salt = '' WHERE id = doomed;
  UPDATE public.destructions SET done_on = on_day, copies_until = until_day, first_at = NULL,
    second_at = NULL, asked_at = on_day WHERE case_id = doomed;
  IF NOT FOUND THEN
    INSERT INTO public.destructions (case_id, id, parties, asked_by, asked_at, done_on, copies_until)
      SELECT id, id, parties, 'ledger', on_day, on_day, until_day FROM public.cases WHERE id = doomed;
  END IF;
END $$;
REVOKE ALL ON FUNCTION erase_rows FROM PUBLIC;

CREATE FUNCTION destroy_case(doomed uuid, on_day date, until_day date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM public.cases c WHERE c.id = doomed AND c.destroyed_on IS NULL FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'there is no such case any more'; END IF;
  PERFORM 1 FROM public.destructions d WHERE d.case_id = doomed AND d.done_on IS NULL
    AND d.first_by <> d.second_by;
  IF NOT FOUND THEN RAISE insufficient_privilege USING MESSAGE = 'two people agree to it'; END IF;
  IF EXISTS (SELECT FROM public.legal_holds h WHERE h.case_id = doomed AND h.removed_at IS NULL)
  THEN RAISE insufficient_privilege USING MESSAGE = 'the case is held'; END IF;
  PERFORM public.erase_rows(doomed, on_day, until_day);
END $$;
REVOKE ALL ON FUNCTION destroy_case FROM PUBLIC;
GRANT EXECUTE ON FUNCTION destroy_case TO suara_worker;
"""

GRANTS = """
GRANT SELECT, INSERT ON destructions TO suara_public;
GRANT SELECT ON legal_holds TO suara_public;
GRANT SELECT, UPDATE (first_by, first_at, second_by, second_at) ON destructions TO suara_desk;
GRANT SELECT, INSERT, UPDATE (removal_by, removal_at, removed_by, removed_at) ON legal_holds
  TO suara_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON destructions, legal_holds TO suara_worker;
GRANT SELECT ON backups TO suara_worker, suara_desk;
"""

# What was not there before: the owner reaches rows by owning the tables.
DOWN = """
DROP FUNCTION destroy_case, erase_rows;
CREATE OR REPLACE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_user = 'suara_owner'
    AND (to_jsonb(NEW) - 'parties') = (to_jsonb(OLD) - 'parties')
    AND current_setting('suara.sharing', true) = 'on'
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the record is only added to';
END $$;
"""


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _row_of_a_case(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parties", sa.ARRAY(sa.Uuid()), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id", "id"),
    )


def _tables() -> None:
    askers = ("complainant", "rule", "ledger")
    kind = sa.Enum(*askers, native_enum=False, create_constraint=True, length=19)
    _row_of_a_case(
        "destructions",
        sa.Column("asked_by", kind, nullable=False),
        _moment("asked_at", nullable=False),
        sa.Column("first_by", sa.Uuid(), nullable=True),
        _moment("first_at"),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        _moment("second_at"),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("copies_until", sa.Date(), nullable=True),
        _moment("shredded_at"),
        sa.CheckConstraint("first_by <> second_by"),
    )
    op.create_index(
        "ix_destructions_open", "destructions", ["case_id", "asked_by"], unique=True,
        postgresql_where=sa.text("done_on IS NULL"),
    )
    op.create_index(
        "ix_destructions_to_shred", "destructions", ["done_on"],
        postgresql_where=sa.text("shredded_at IS NULL"),
    )
    _row_of_a_case(
        "legal_holds",
        sa.Column("set_by", sa.Uuid(), nullable=False),
        _moment("set_at", nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("removal_by", sa.Uuid(), nullable=True),
        _moment("removal_at"),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        _moment("removed_at"),
        sa.CheckConstraint("removal_by <> removed_by"),
    )
    op.create_index(
        "ix_legal_holds_open", "legal_holds", ["case_id"], unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "backups",
        sa.Column("id", sa.Uuid(), nullable=False),
        _moment("made_at", nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        _moment("removed_at"),
        sa.PrimaryKeyConstraint("id"),
    )


def upgrade() -> None:
    _tables()
    for table in OF_CASES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY party ON {table} TO suara_desk"
            " USING (told('organisation')::uuid = ANY (parties))"
        )
        op.execute(f"CREATE POLICY work_all ON {table} TO suara_worker USING (true)")
        op.execute(
            f"CREATE TRIGGER only_into_own_cases BEFORE INSERT ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION only_into_own_cases()"
        )
    op.execute(POLICIES)
    op.execute(FUNCTIONS)
    for table in OF_CASES:
        op.execute(
            f"CREATE TRIGGER only_the_handler_destroys BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION only_the_handler_destroys()"
        )
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute(DOWN)
    for table in ("backups", *reversed(OF_CASES)):
        op.drop_table(table)
    op.execute("DROP FUNCTION agreement_stays, only_the_handler_destroys")
