"""Reading what the desk works with."""
