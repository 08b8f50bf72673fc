"""HTTP machinery that knows no capability."""
