"""Filing for somebody else: at a counter, by telephone, from paper, one by one or many at once."""
