"""Codes, keys and limits of what the person says and hears; values in, values out."""
