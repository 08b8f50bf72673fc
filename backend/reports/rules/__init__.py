"""What a report says and what it must not say: facts, metrics, disclosure control, figures."""
