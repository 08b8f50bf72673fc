"""What staff write for people to read, in every language: one overview, one editor. No tables."""
