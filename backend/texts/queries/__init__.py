"""Reading what an organisation's people write, capability by capability."""
