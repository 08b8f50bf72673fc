"""Destroying cases: agreed by two, held where the law asks for it, at their end by rule."""
