"""Whether a person knows what only the household knows of its account (B8)."""
