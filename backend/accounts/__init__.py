"""Organisations, staff, roles, invitations, sign-in; exports the types of route signatures."""
