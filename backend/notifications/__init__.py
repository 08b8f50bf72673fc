"""Messages to people: templates by name, facts as values, outbox, delivery."""
