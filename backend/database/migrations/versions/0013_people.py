"""Second factors, resets, absence, sign-in elsewhere, days off by proclamation."""

revision = "0013_people"
down_revision = "0012_office_day"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
