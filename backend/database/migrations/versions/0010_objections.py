"""Objections on a clock of their own, what is set aside, receipts that were lost.

Two functions may more than the door that calls them: handing a case over to the intake office, and
making a receipt anew with a code that works once. ``link_update`` says no where it raised before.
"""

from alembic import op
import sqlalchemy as sa

revision = "0010_objections"
down_revision = "0009_on_behalf"

OF_CASES = ("objections", "reissues")
OUTCOMES = (
    "upheld", "partly_upheld", "not_upheld", "resolved_without_finding", "no_jurisdiction",
    "insufficient_information", "duplicate", "withdrawn",
)  # fmt: skip
GROUNDS = ("no_ai_system", "abuse", "spam", "empty")

POLICIES = """
CREATE POLICY shown ON objections TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY shown ON reissues FOR SELECT TO suara_public
  USING (code_hash = decode(told('receipt'), 'hex') AND ended_at IS NULL);
"""

FUNCTIONS = """
-- Parties of a row are not enough: whoever answers for a system neither decides nor makes receipts.
CREATE FUNCTION only_the_handler_here() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_user = 'suara_desk' AND NOT EXISTS (SELECT FROM public.cases c
    WHERE c.id = NEW.case_id AND c.handler_id = public.told('organisation')::uuid)
  THEN RAISE insufficient_privilege USING MESSAGE = 'only the office that handles the case'; END IF;
  RETURN NEW;
END $$;

-- An objection is decided once, and by nobody who proposed or took a decision of the case before.
CREATE FUNCTION decided_by_somebody_else() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.decided_at IS NOT NULL
  THEN RAISE insufficient_privilege USING MESSAGE = 'an objection is decided once'; END IF;
  IF NEW.decided_by IS NOT NULL AND EXISTS (SELECT FROM public.decisions d
    WHERE d.case_id = NEW.case_id AND (d.decided_by = NEW.decided_by
      OR (d.id = NEW.decision_id AND d.proposed_by = NEW.decided_by)))
  THEN RAISE insufficient_privilege USING MESSAGE = 'somebody else decides an objection'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided_by_somebody_else BEFORE UPDATE OF decided_by, decided_at ON objections
  FOR EACH ROW WHEN (current_user = 'suara_desk') EXECUTE FUNCTION decided_by_somebody_else();

-- What the first asked and the second agreed to stays as they left it.
CREATE FUNCTION reissue_stays() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.asked_by <> OLD.asked_by OR OLD.ended_at IS NOT NULL
    OR (OLD.agreed_by IS NOT NULL AND NEW.agreed_by IS DISTINCT FROM OLD.agreed_by)
    OR (NEW.code_hash IS NOT NULL AND NEW.agreed_by IS NULL)
  THEN RAISE insufficient_privilege USING MESSAGE = 'an agreement is not changed'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reissue_stays BEFORE UPDATE ON reissues
  FOR EACH ROW EXECUTE FUNCTION reissue_stays();

-- Whoever may decide the open objection of a case, among the people of one organisation.
CREATE FUNCTION may_decide_objection(objected uuid, office uuid) RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.staff m WHERE m.organisation_id = office AND m.left_at IS NULL
    AND m.password_hash IS NOT NULL AND m.role IN ('supervisor', 'reviewer')
    AND NOT EXISTS (SELECT FROM public.decisions d WHERE d.case_id = objected
      AND (d.decided_by = m.id OR (d.replaced_at IS NULL AND d.proposed_by = m.id))));
$$;
REVOKE ALL ON FUNCTION may_decide_objection FROM PUBLIC;

-- Where nobody of the office is left who may decide, the case goes to the intake office, with the
-- keys that the office wrapped for it: afterwards the giver can see no row and open no word of it.
-- In the record both see what happened before; of two offices each keeps its own.
CREATE FUNCTION hand_over_case(moved uuid, taker uuid, slots uuid[], names text[], wraps bytea[])
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE giver uuid := public.told('organisation')::uuid; t text;
BEGIN
  PERFORM 1 FROM public.cases c WHERE c.id = moved AND c.handler_id = giver
    AND c.destroyed_on IS NULL AND c.stage IN ('reopened', 'in_investigation')
    AND EXISTS (SELECT FROM public.objections o WHERE o.case_id = moved AND o.decided_at IS NULL)
    FOR UPDATE OF c;
  IF NOT FOUND THEN RAISE insufficient_privilege
    USING MESSAGE = 'an office hands over its own case, about an objection'; END IF;
  IF public.may_decide_objection(moved, giver) THEN RAISE insufficient_privilege
    USING MESSAGE = 'somebody of the office may decide it'; END IF;
  PERFORM 1 FROM public.organisations o WHERE o.id = taker AND o.id <> giver AND o.intake
    AND o.kind = 'receiving_office' AND o.closed_on IS NULL AND NOT EXISTS (SELECT FROM public.cases c
      WHERE c.id = moved AND (c.owner_id = taker OR EXISTS (
        SELECT FROM public.systems s WHERE s.id = c.system_id AND s.owner_id = taker)));
  IF NOT FOUND THEN RAISE insufficient_privilege
    USING MESSAGE = 'an objection goes to an intake office that does not answer for the system';
  END IF;
  -- Whatever belongs to the case, so that a table which is added later is not forgotten.
  FOR t IN SELECT a.attrelid::regclass::text FROM pg_attribute a JOIN pg_class k ON k.oid = a.attrelid
    WHERE a.attname = 'parties' AND NOT a.attisdropped AND k.relkind IN ('r', 'p')
      AND k.relnamespace = 'public'::regnamespace AND k.relname NOT IN ('cases', 'events')
  LOOP EXECUTE format('UPDATE %s SET parties = array_replace(parties, $1, $2) WHERE case_id = $3', t)
    USING giver, taker, moved; END LOOP;
  PERFORM set_config('suara.sharing', 'on', true);
  UPDATE public.events SET parties = array_append(parties, taker)
    WHERE case_id = moved AND NOT taker = ANY (parties);
  PERFORM set_config('suara.sharing', '', true);
  DELETE FROM public.key_slots WHERE case_id = moved AND holder_id = giver;
  INSERT INTO public.key_slots (case_id, id, parties, key_name, holder_id, wrapped, version)
    SELECT moved, s.id, ARRAY[taker], s.name, taker, s.wrapped, 1
    FROM unnest(slots, names, wraps) AS s(id, name, wrapped);
  DELETE FROM public.case_tokens WHERE case_id = moved;
  UPDATE public.translation_requests SET office_id = taker, taken_by = NULL, taken_at = NULL
    WHERE case_id = moved;
  UPDATE public.cases SET handler_id = taker, parties = array_replace(parties, giver, taker),
    assignee_id = NULL, revision = revision + 1 WHERE id = moved;
END $$;
REVOKE ALL ON FUNCTION hand_over_case FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hand_over_case TO suara_desk;

-- The old receipt dies, with every follow session that was begun with it: they name its hash. Only
-- whoever brings the mailed code, which two people agreed to, comes here.
CREATE FUNCTION use_reissue(new_hash bytea, slot uuid, new_wrapped bytea, moment timestamptz)
  RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE lost uuid;
BEGIN
  SELECT r.case_id INTO lost FROM public.reissues r JOIN public.cases c ON c.id = r.case_id
    WHERE r.code_hash = decode(public.told('receipt'), 'hex') AND r.ended_at IS NULL
      AND r.agreed_by <> r.asked_by AND r.expires_at > greatest(moment, now())
      AND c.destroyed_on IS NULL FOR UPDATE;
  IF lost IS NULL THEN RETURN false; END IF;
  UPDATE public.reissues SET ended_at = moment, used = true, code_hash = NULL, wrapped = NULL
    WHERE case_id = lost AND ended_at IS NULL;
  DELETE FROM public.key_slots WHERE case_id = lost AND holder_id IS NULL;
  INSERT INTO public.key_slots (case_id, id, parties, key_name, holder_id, wrapped, version)
    VALUES (lost, slot, '{}', 'account', NULL, new_wrapped, 1);
  DELETE FROM public.receipts WHERE case_id = lost;
  INSERT INTO public.receipts (code_hash, case_id) VALUES (new_hash, lost);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION use_reissue FROM PUBLIC;
GRANT EXECUTE ON FUNCTION use_reissue TO suara_public;
"""

# Null where the case is not put to the owner any more: the office may have taken it back while its
# owner chose it.
LINK_UPDATE = """
CREATE OR REPLACE FUNCTION link_update(link uuid, answering uuid, answered uuid, by_staff uuid,
  moment timestamptz)
  RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE owner uuid := public.told('organisation')::uuid; knowing uuid[];
BEGIN
  SELECT c.parties INTO knowing FROM public.cases c WHERE c.id = answered AND c.destroyed_on IS NULL
    AND c.owner_id = owner AND owner = ANY (c.parties)
    AND EXISTS (SELECT 1 FROM public.model_updates u
                WHERE u.id = answering AND u.owner_id = owner AND u.system_id = c.system_id)
    AND EXISTS (SELECT 1 FROM public.inquiries q
                WHERE q.case_id = answered AND q.owner_id = owner AND q.taken_back_at IS NULL)
    FOR KEY SHARE;
  IF NOT FOUND THEN {} END IF;
  INSERT INTO public.model_update_cases (case_id, id, parties, model_update_id, linked_by, linked_at)
    VALUES (answered, link, knowing, answering, by_staff, moment)
    ON CONFLICT (case_id, model_update_id) DO NOTHING;
  RETURN FOUND;
END $$;
"""
SAYS_NO = "RETURN NULL;"
RAISES = "RAISE EXCEPTION 'an update answers cases that were put to its owner';"

GRANTS = """
GRANT SELECT, INSERT ON objections TO suara_public;
GRANT SELECT (case_id, id, code_hash, wrapped, expires_at, ended_at) ON reissues TO suara_public;
GRANT SELECT, UPDATE (upheld, decided_by, decided_at, message_id, handed_at) ON objections TO suara_desk;
GRANT SELECT, INSERT, UPDATE (agreed_by, agreed_at, ended_at) ON reissues TO suara_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON objections, reissues TO suara_worker;
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
    _row_of_a_case(
        "objections",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("reason_id", sa.Uuid(), nullable=True),
        _moment("at", nullable=False),
        _moment("handed_at"),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        _moment("decided_at"),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("case_id", "decision_id"),
    )
    _row_of_a_case(
        "reissues",
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        _moment("asked_at", nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=True),
        _moment("agreed_at"),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        _moment("expires_at"),
        sa.Column("used", sa.Boolean(), nullable=False),
        _moment("ended_at"),
        sa.CheckConstraint("asked_by <> agreed_by"),
    )
    op.create_index(
        "ix_reissues_open", "reissues", ["case_id"], unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_reissues_code", "reissues", ["code_hash"])
    kind = sa.Enum(*GROUNDS, native_enum=False, create_constraint=True, length=20)
    op.add_column("decisions", sa.Column("ground", kind, nullable=True))
    kind = sa.Column("objection", sa.String(length=12), nullable=False, server_default="none")
    op.add_column("facts", kind)
    op.alter_column("facts", "objection", server_default=None)


def _outcomes(codes: tuple[str, ...]) -> None:
    """The CHECK of each table that keeps an outcome; their names are the database's own."""
    among = ", ".join(f"'{code}'" for code in codes)
    for table in ("cases", "decisions"):
        op.execute(
            f"""
            DO $$ DECLARE c text; BEGIN
              FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass
                AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%partly_upheld%'
              LOOP EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', c); END LOOP;
            END $$
            """
        )
        op.execute(f"ALTER TABLE {table} ADD CHECK (outcome IN ({among}))")


def upgrade() -> None:
    _tables()
    _outcomes((*OUTCOMES, "set_aside"))
    op.execute(FUNCTIONS)
    op.execute(LINK_UPDATE.format(SAYS_NO))
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
        op.execute(
            f"CREATE TRIGGER only_the_handler_here BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION only_the_handler_here()"
        )
    op.execute(POLICIES)
    op.execute(GRANTS)


def downgrade() -> None:
    """What was set aside counts as not for us to decide, where that code is not known."""
    op.execute(LINK_UPDATE.format(RAISES))
    op.execute("DROP FUNCTION use_reissue, hand_over_case, may_decide_objection")
    for table in reversed(OF_CASES):
        op.drop_table(table)
    op.execute("DROP FUNCTION reissue_stays, decided_by_somebody_else, only_the_handler_here")
    for table in ("cases", "decisions"):
        op.execute(f"UPDATE {table} SET outcome = 'no_jurisdiction' WHERE outcome = 'set_aside'")
    op.drop_column("decisions", "ground")
    op.drop_column("facts", "objection")
    _outcomes(OUTCOMES)
