"""Objections on a clock of their own, what is set aside, receipts that were lost."""

revision = "0010_objections"
down_revision = "0009_on_behalf"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
