"""Commitments for the public append-only log."""
