"""The job queue: its own schema, without its NOTIFY, and the least each door needs of it."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0003_job_queue"
down_revision = "0002_doors_and_policies"

# The NOTIFY trigger takes one lock for the whole database at each commit; the worker polls.
WITHOUT_NOTIFY = """
ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1;
ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1;
"""

GRANTS = """
GRANT INSERT, SELECT (id) ON procrastinate_jobs TO suara_public, suara_desk;
GRANT INSERT ON procrastinate_events TO suara_public, suara_desk;
GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO suara_public, suara_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events,
  procrastinate_periodic_defers, procrastinate_workers TO suara_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO suara_worker;

CREATE FUNCTION only_public_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'suara_public'
    AND NEW.task_name NOT IN ('grievances.take_in', 'grievances.tell_office')
  THEN RAISE EXCEPTION 'task % is not for the public door', NEW.task_name; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_public_tasks BEFORE INSERT ON procrastinate_jobs
  FOR EACH ROW EXECUTE FUNCTION only_public_tasks();
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute(WITHOUT_NOTIFY)
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute(
        "DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE"
    )
    op.execute(
        """
        DO $$ DECLARE f record; BEGIN
          FOR f IN SELECT p.oid::regprocedure AS name FROM pg_proc p
                   WHERE p.proname LIKE 'procrastinate%' AND p.pronamespace = 'public'::regnamespace LOOP
            EXECUTE 'DROP FUNCTION ' || f.name || ' CASCADE';
          END LOOP;
        END $$
        """
    )
    op.execute("DROP FUNCTION only_public_tasks")
    op.execute(
        "DROP TYPE procrastinate_job_status, procrastinate_job_event_type, procrastinate_job_to_defer_v1"
    )
