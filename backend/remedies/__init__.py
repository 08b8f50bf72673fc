"""Findings, corrective actions, and which model update answers which case."""
