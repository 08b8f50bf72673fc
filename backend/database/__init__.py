"""Engine, doors, transaction, enqueue, embedded server, column shapes, migrations."""
