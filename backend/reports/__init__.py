"""Transparency reports: facts, metrics, disclosure control, composing, publishing, open data."""
