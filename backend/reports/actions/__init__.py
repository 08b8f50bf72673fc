"""What happens to reports: facts are noted, reports composed, written, published, corrected."""
