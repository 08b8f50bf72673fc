"""Making, restoring, trying and removing backups."""
