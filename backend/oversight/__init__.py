"""The house's pages about itself: record, outbox, today. Routes only."""
