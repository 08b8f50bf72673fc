"""Ready texts for replies to people who complained: an office's own, and those that we bring."""
