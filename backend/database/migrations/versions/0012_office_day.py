"""What an office needs each day: views, presence, what somebody was told."""

revision = "0012_office_day"
down_revision = "0011_destruction"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
