"""What may be published of true counts, so that nobody can be found out."""
