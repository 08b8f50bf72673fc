"""The form of a backup, and what it says of itself."""
