"""Suara: complaints about AI systems, from the story to the public report."""
