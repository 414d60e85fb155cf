"""Which accounts exist, and whether a person knows what only the household knows of its account (B8)."""
