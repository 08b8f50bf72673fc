"""What staff write in several languages."""

revision = "0006_staff_texts"
down_revision = "0005_translations"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
