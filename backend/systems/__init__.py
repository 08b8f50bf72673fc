"""Register of AI systems, versions, model updates, owners."""
