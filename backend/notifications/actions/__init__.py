"""What is done with messages: the outbox, and delivery by SMTP."""
