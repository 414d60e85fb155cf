"""An account's active meter, its screens and what other services learn of it."""
