"""What is done about the destruction of cases."""
