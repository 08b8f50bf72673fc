"""Figures for Prometheus: of the database as a whole, and of the requests of each web process."""
