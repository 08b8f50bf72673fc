"""What the person does: drafting, filing, writing, withdrawing, objecting."""
