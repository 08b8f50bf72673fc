"""Reading cases, their clocks and timeline, and the workflow files."""
