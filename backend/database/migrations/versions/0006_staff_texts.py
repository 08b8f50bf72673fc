"""What staff write in several languages: which text is the original, and templates of replies."""

from alembic import op
import sqlalchemy as sa

revision = "0006_staff_texts"
down_revision = "0005_translations"

#: Table with a text for each language → what the text belongs to.
TEXTS = {
    "system_texts": "system_id, field",
    "model_update_texts": "model_update_id, field",
    "publication_texts": "publication_id, section",
    "organisation_texts": "organisation_id, field",
}
OWN = "told('organisation')::uuid = organisation_id"

# Nobody said so far which text was first: English, where there is any, and what all have now says
# the same.
FIRST_IS_ENGLISH = """
UPDATE {table} t SET of_version = o.of_version, of_text = o.text
  FROM (SELECT DISTINCT ON ({key}) {key}, locale, text, of_version FROM {table}
        WHERE text <> '' ORDER BY {key}, locale <> 'en', locale) o
  WHERE ({of_t}) = ({of_o}) AND t.locale <> o.locale
"""
# How people watch over a system was said in one language only, that of its owner's page.
ROLES = """
INSERT INTO system_texts (system_id, owner_id, field, locale, text, of_version, published_on)
  SELECT DISTINCT ON (v.system_id) v.system_id, v.owner_id, 'oversight_role', 'en', v.role, 1,
         v.published_on
  FROM oversights v WHERE v.role <> '' ON CONFLICT DO NOTHING
"""
ROLES_BACK = """
UPDATE oversights v SET role = t.text FROM system_texts t
  WHERE t.system_id = v.system_id AND t.field = 'oversight_role' AND t.locale = 'en'
"""
GRANTS = """
GRANT UPDATE (of_text) ON system_texts TO suara_desk;
GRANT UPDATE (text, of_version, of_text) ON model_update_texts TO suara_desk;
GRANT INSERT, UPDATE (text, of_version, of_text) ON organisation_texts TO suara_desk;
GRANT SELECT, INSERT, UPDATE (category, move, retired_at) ON reply_templates TO suara_desk;
GRANT SELECT, INSERT, UPDATE (text, of_version, of_text) ON reply_template_texts TO suara_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON reply_templates, reply_template_texts TO suara_worker;
"""


def upgrade() -> None:
    first = sa.Column("of_version", sa.Integer(), nullable=False, server_default="1")
    op.add_column("organisation_texts", first)
    op.alter_column("organisation_texts", "of_version", server_default=None)
    for table in TEXTS:
        op.add_column(table, sa.Column("of_text", sa.String(), nullable=True))
    op.execute(ROLES)
    op.drop_column("oversights", "role")
    for table, key in TEXTS.items():
        columns = key.split(", ")
        of_t, of_o = (", ".join(f"{name}.{column}" for column in columns) for name in "to")
        op.execute(FIRST_IS_ENGLISH.format(table=table, key=key, of_t=of_t, of_o=of_o))
    _templates()
    _guard()
    op.execute(GRANTS)


def _templates() -> None:
    op.create_table(
        "reply_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(length=3), nullable=True),
        sa.Column("move", sa.String(length=40), nullable=True),
        sa.Column("made_from", sa.String(length=40), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "organisation_id"),
    )
    op.create_index("ix_reply_templates_organisation_id", "reply_templates", ["organisation_id"])
    op.create_table(
        "reply_template_texts",
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("of_version", sa.Integer(), nullable=False),
        sa.Column("of_text", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["template_id", "organisation_id"],
            ["reply_templates.id", "reply_templates.organisation_id"],
        ),
        sa.PrimaryKeyConstraint("template_id", "field", "locale"),
    )


def _guard() -> None:
    for table in ("reply_templates", "reply_template_texts", "organisation_texts"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} TO suara_desk USING ({OWN})")
        op.execute(f"CREATE POLICY work_all ON {table} TO suara_worker USING (true)")
    # Names and notices of organisations are public.
    for door in ("public", "desk"):
        op.execute(
            f"CREATE POLICY known_{door} ON organisation_texts FOR SELECT TO suara_{door} USING (true)"
        )


def downgrade() -> None:
    op.drop_table("reply_template_texts")
    op.drop_index("ix_reply_templates_organisation_id", table_name="reply_templates")
    op.drop_table("reply_templates")
    for policy in ("own", "work_all", "known_public", "known_desk"):
        op.execute(f"DROP POLICY {policy} ON organisation_texts")
    op.execute("ALTER TABLE organisation_texts DISABLE ROW LEVEL SECURITY")
    op.execute("REVOKE INSERT ON organisation_texts FROM suara_desk")
    op.execute("REVOKE UPDATE (text, of_version, of_text) ON organisation_texts FROM suara_desk")
    op.execute("REVOKE UPDATE (text, of_version, of_text) ON model_update_texts FROM suara_desk")
    role = sa.Column("role", sa.String(length=200), nullable=False, server_default="")
    op.add_column("oversights", role)
    op.alter_column("oversights", "role", server_default=None)
    op.execute(ROLES_BACK)
    op.execute("GRANT UPDATE (role) ON oversights TO suara_desk")
    for table in TEXTS:
        op.drop_column(table, "of_text")
    op.drop_column("organisation_texts", "of_version")
