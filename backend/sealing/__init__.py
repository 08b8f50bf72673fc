"""The sealed case: keys and their slots, sealed fields and files, keyed search tokens."""
