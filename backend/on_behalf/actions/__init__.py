"""Keeping, filing and handing over what staff file for others."""
