"""Who is supplied: personal accounts, the offices that serve them, and what changed about them."""
