"""Reading templates of replies."""
