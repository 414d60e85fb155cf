"""Sessions, personal API tokens, and the identity behind a call."""
