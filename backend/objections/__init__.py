"""Complaints that are not looked into as they are: set aside, objected to, handed to others."""
