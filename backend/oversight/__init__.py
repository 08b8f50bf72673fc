"""The house's pages about itself: record and outbox. Routes only."""
