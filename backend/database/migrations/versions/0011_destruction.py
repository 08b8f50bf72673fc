"""Destruction of cases, legal holds and retention."""

revision = "0011_destruction"
down_revision = "0010_objections"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
