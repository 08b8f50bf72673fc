"""Country profiles: working days, clocks, languages, regulators, helplines."""
