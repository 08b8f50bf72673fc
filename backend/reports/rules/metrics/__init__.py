"""The published metrics as true counts and durations, before disclosure control."""
