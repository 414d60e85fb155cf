"""Who holds an account, what stays with a former owner, and accounts whose end is not settled."""
