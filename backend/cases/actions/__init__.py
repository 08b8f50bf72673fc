"""What happens to a case: it is opened, moved, and its clocks run."""
