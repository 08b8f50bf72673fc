"""What the desk works with, as plain values."""
