"""Reading the register of AI systems."""
