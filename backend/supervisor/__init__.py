"""``suara serve``: database, web processes and worker, as one thing to start and stop."""
