"""The charge of one account in one period: which rule applies, its price, and where the account stands then. Pure."""
