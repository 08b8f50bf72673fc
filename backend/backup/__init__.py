"""Copies against accidents: made from a running installation, restored into an empty place."""
