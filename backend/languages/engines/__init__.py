"""Translation engines behind one protocol. Only the worker asks them; see docs/operating.md."""
