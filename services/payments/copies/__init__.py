"""Local copies of what billing publishes: accounts that may be credited, lines of money in the ledger."""
