"""The desk: queue, search, case page, classify, assign, put to the owner, decide, close."""
