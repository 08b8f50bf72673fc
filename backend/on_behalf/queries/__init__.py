"""Reading what staff file for others."""
