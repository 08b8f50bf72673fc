"""What each filing and each move of a case kept up, and nobody asks for.

Cases that were put to nobody and cases that are open have no place among those that were or are
not; nor has what no staff did in the list of who did what. Nobody looks a reference up by its case.
The trigger of filing on behalf is asked where its answer would be another one than nothing.
"""

from alembic import op
import sqlalchemy as sa

revision = "0020_less_to_keep_at_filing"
down_revision = "0019_disputed_languages"

#: Index, table, columns, which rows it had before, and has now.
INDEXES = (
    ("ix_cases_owner", "cases", ["owner_id", "id"], None, "owner_id IS NOT NULL"),
    (
        "ix_cases_closed",
        "cases",
        ["closed_on", "id"],
        "destroyed_on IS NULL",
        "closed_on IS NOT NULL AND destroyed_on IS NULL",
    ),
    ("ix_events_actor_id", "events", ["actor_id", "at"], None, "actor_id IS NOT NULL"),
)
TRIGGER = """
DROP TRIGGER note_filing_transaction ON cases;
CREATE TRIGGER note_filing_transaction BEFORE INSERT ON cases
  FOR EACH ROW {when}EXECUTE FUNCTION note_filing_transaction();
"""
# Whoever else names a transaction gets none.
WHEN = "WHEN (current_user = 'suara_desk' OR NEW.filed_by_transaction IS NOT NULL) "


def _index(name: str, table: str, columns: list[str], where: str | None) -> None:
    op.drop_index(name, table)
    op.create_index(name, table, columns, postgresql_where=sa.text(where) if where else None)


def upgrade() -> None:
    op.drop_index("ix_case_references_case_id", "case_references")
    for name, table, columns, _, now in INDEXES:
        _index(name, table, columns, now)
    op.execute(TRIGGER.format(when=WHEN))


def downgrade() -> None:
    op.execute(TRIGGER.format(when=""))
    for name, table, columns, before, _ in INDEXES:
        _index(name, table, columns, before)
    op.create_index("ix_case_references_case_id", "case_references", ["case_id"])
