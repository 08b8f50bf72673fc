"""A mark that changes whenever what everybody reads does: offices, systems, days off."""

from alembic import op

revision = "0014_reference_version"
down_revision = "0013_people"

READ_BY_ALL = (
    "organisations organisation_texts systems system_texts model_updates model_update_texts "
    "proclaimed_days"
).split()

# A random mark, not a number: one that was rolled back never comes again for something else.
UP = """
CREATE TABLE reference_version (mark uuid NOT NULL);
INSERT INTO reference_version VALUES (gen_random_uuid());
GRANT SELECT ON reference_version TO suara_public, suara_desk, suara_worker;

CREATE FUNCTION mark_reference() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE reference_version SET mark = gen_random_uuid();
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION mark_reference() FROM PUBLIC;
"""


def upgrade() -> None:
    op.execute(UP)
    for table in READ_BY_ALL:
        op.execute(
            f"CREATE TRIGGER marked AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION mark_reference()"
        )


def downgrade() -> None:
    for table in READ_BY_ALL:
        op.execute(f"DROP TRIGGER marked ON {table}")
    op.execute("DROP FUNCTION mark_reference(); DROP TABLE reference_version;")
