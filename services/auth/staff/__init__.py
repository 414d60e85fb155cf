"""What operators do from the command line: staff accounts, tokens of the supplier's own system."""
