"""Translations of what was said, who made them, and what was said against them."""

from alembic import op
import sqlalchemy as sa

revision = "0005_translations"
down_revision = "0004_language_identification"

KIND_CODES = (
    "account",
    "wanted",
    "system_text",
    "message",
    "reply",
    "owner_question",
    "owner_answer",
)
MAKER_CODES = ("person", "engine")
OF_CASES = (
    "translations",
    "translation_disputes",
    "translation_requests",
    "relied_translations",
    "replies",
)

POLICIES = """
-- What stays between office and owner is not for the complainant, nor is a reply before it is sent.
CREATE POLICY shown ON translations FOR SELECT TO suara_public
  USING (case_id = told('case_id')::uuid AND (of_kind IN ('account', 'wanted', 'system_text', 'message')
    OR (of_kind = 'reply' AND approved_at IS NOT NULL)));
CREATE POLICY shown ON translation_disputes TO suara_public USING (case_id = told('case_id')::uuid);
CREATE POLICY decided ON relied_translations FOR SELECT TO suara_public
  USING (case_id = told('case_id')::uuid AND decided_at IS NOT NULL);
CREATE POLICY own ON engine_choices TO suara_desk
  USING (told('organisation')::uuid = organisation_id);
CREATE POLICY work_all ON engine_choices TO suara_worker USING (true);
"""

FUNCTIONS = """
-- A translation of the story is seen by whoever sees the story, and for as long. It runs within
-- share_with_owner and end_sharing, which alone change parties.
CREATE FUNCTION translations_follow_the_story() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.translations t SET parties = NEW.parties WHERE t.case_id = NEW.case_id
    AND t.of_kind IN ('account', 'wanted', 'system_text', 'owner_question', 'owner_answer');
  RETURN NULL;
END $$;
CREATE TRIGGER translations_follow_the_story AFTER UPDATE OF parties ON grievances
  FOR EACH ROW EXECUTE FUNCTION translations_follow_the_story();

-- Which languages an office reads is known to whoever files, who may know nobody of its people.
CREATE FUNCTION languages_of_the_office() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.organisations o SET languages = coalesce((
      SELECT array_agg(DISTINCT tag ORDER BY tag) FROM public.staff s,
        unnest(array_append(s.reads, s.locale)) AS tag
      WHERE s.organisation_id = o.id AND s.left_at IS NULL
        AND s.role IN ('caseworker', 'supervisor', 'reviewer')), '{}')
    WHERE o.id = NEW.organisation_id;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION languages_of_the_office FROM PUBLIC;
CREATE TRIGGER languages_of_the_office AFTER INSERT OR UPDATE OF reads, locale, role, left_at ON staff
  FOR EACH ROW EXECUTE FUNCTION languages_of_the_office();

-- The owner of the system reads translations while it is asked; it makes and approves none.
CREATE FUNCTION only_the_office_translates() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF current_user = 'suara_desk' AND NOT EXISTS (SELECT FROM public.cases c
    WHERE c.id = NEW.case_id AND c.handler_id = public.told('organisation')::uuid)
  THEN RAISE insufficient_privilege USING MESSAGE = 'only the office translates'; END IF;
  RETURN NEW;
END $$;
"""

GRANTS = """
GRANT SELECT ON translations, relied_translations TO suara_public;
GRANT SELECT (languages) ON organisations TO suara_public;
GRANT SELECT, INSERT ON translation_disputes TO suara_public;
GRANT SELECT, INSERT ON translations, translation_requests, relied_translations, replies TO suara_desk;
GRANT SELECT ON translation_disputes TO suara_desk;
GRANT UPDATE (reviewed_by, reviewed_at, approved_by, approved_at, replaced_at) ON translations TO suara_desk;
GRANT UPDATE (settled_by, settled_at) ON translation_disputes TO suara_desk;
GRANT UPDATE (taken_by, taken_at, done_at, translation_id) ON translation_requests TO suara_desk;
GRANT UPDATE (decided_at) ON relied_translations TO suara_desk;
GRANT UPDATE (sent_at, dropped_at) ON replies TO suara_desk;
GRANT SELECT, INSERT, UPDATE (engine, active, changed_by, changed_at) ON engine_choices TO suara_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON translations, translation_disputes, translation_requests,
  relied_translations, replies, engine_choices TO suara_worker;
"""


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


def _choice(name: str, codes: tuple[str, ...], length: int) -> sa.Column:
    kind = sa.Enum(*codes, native_enum=False, create_constraint=True, length=length)
    return sa.Column(name, kind, nullable=False)


def _languages() -> tuple[sa.Column, sa.Column]:
    return (
        sa.Column("from_language", sa.String(length=12), nullable=False),
        sa.Column("to_language", sa.String(length=12), nullable=False),
    )


def _moment(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _row_of_a_case(
        "translations",
        _choice("of_kind", KIND_CODES, 22),
        sa.Column("of_id", sa.Uuid(), nullable=False),
        *_languages(),
        _choice("maker", MAKER_CODES, 14),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("engine", sa.String(length=60), nullable=True),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_back", sa.LargeBinary(), nullable=True),
        _moment("made_at", nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        _moment("reviewed_at"),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        _moment("approved_at"),
        _moment("replaced_at"),
    )
    op.create_index("ix_translations_of", "translations", ["case_id", "of_id"])
    _row_of_a_case(
        "translation_disputes",
        sa.Column("translation_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        _moment("at", nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        _moment("settled_at"),
    )
    op.create_index(
        "ix_translation_disputes_open",
        "translation_disputes",
        ["case_id", "translation_id"],
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    _row_of_a_case(
        "translation_requests",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        _choice("of_kind", KIND_CODES, 22),
        sa.Column("of_id", sa.Uuid(), nullable=False),
        *_languages(),
        _choice("by", MAKER_CODES, 14),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        _moment("asked_at", nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        _moment("taken_at"),
        _moment("done_at"),
        sa.Column("translation_id", sa.Uuid(), nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=True),
    )
    op.create_index(
        "ix_translation_requests_open",
        "translation_requests",
        ["office_id", "asked_at"],
        postgresql_where=sa.text("done_at IS NULL"),
    )
    _row_of_a_case(
        "relied_translations",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("translation_id", sa.Uuid(), nullable=False),
        _moment("decided_at"),
        sa.UniqueConstraint("case_id", "decision_id", "translation_id"),
    )
    _row_of_a_case(
        "replies",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("to_language", sa.String(length=12), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        _moment("written_at", nullable=False),
        _moment("sent_at"),
        _moment("dropped_at"),
    )
    op.create_table(
        "engine_choices",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        _moment("changed_at", nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("organisation_id"),
    )
    languages = sa.Column("languages", sa.ARRAY(sa.String()), nullable=False, server_default="{}")
    op.add_column("organisations", languages)
    op.alter_column("organisations", "languages", server_default=None)
    translated = sa.Column("translated", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("facts", translated)
    op.alter_column("facts", "translated", server_default=None)
    disputed = sa.Column("translations_disputed", sa.Integer(), nullable=False, server_default="0")
    op.add_column("facts", disputed)
    op.alter_column("facts", "translations_disputed", server_default=None)
    _guard()


def _guard() -> None:
    op.execute(FUNCTIONS)
    for table in (*OF_CASES, "engine_choices"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for table in OF_CASES:
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
            f"CREATE TRIGGER only_the_office_translates BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION only_the_office_translates()"
        )
    op.execute(POLICIES)
    op.execute(GRANTS)
    # Once for each of the people who are there already.
    op.execute("UPDATE staff SET reads = reads")


def downgrade() -> None:
    op.execute("DROP TRIGGER translations_follow_the_story ON grievances")
    for table in ("engine_choices", *reversed(OF_CASES)):
        op.drop_table(table)
    op.execute("DROP TRIGGER languages_of_the_office ON staff")
    op.drop_column("organisations", "languages")
    op.drop_column("facts", "translations_disputed")
    op.drop_column("facts", "translated")
    op.execute(
        "DROP FUNCTION translations_follow_the_story, only_the_office_translates,"
        " languages_of_the_office"
    )
