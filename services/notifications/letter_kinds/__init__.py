"""What letters say: one module a subject. Pure."""
