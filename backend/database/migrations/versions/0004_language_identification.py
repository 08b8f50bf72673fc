"""What people and staff say about the language that was found."""

revision = "0004_language_identification"
down_revision = "0003_job_queue"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
