"""A password is changed by its owner or recovered by letter (M3.5, M4.2)."""
