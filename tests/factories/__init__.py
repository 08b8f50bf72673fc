"""Plain functions that make what a test needs."""
