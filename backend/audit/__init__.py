"""Append-only, sealed record of who did what; knows actors only as ids."""
