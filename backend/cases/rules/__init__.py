"""Decisions about a case, as values in and values out."""
