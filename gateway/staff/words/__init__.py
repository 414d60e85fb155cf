"""Words for the codes that the desk shows."""
