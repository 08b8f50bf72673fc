"""Recording what was put right: model updates, the cases that they answer, telling people."""
