"""The ledger of erasures, and how long cases are kept."""
