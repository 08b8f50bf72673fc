"""The case itself: row, reference, stage, workflow, moves, clocks, decisions, routing, timeline."""
