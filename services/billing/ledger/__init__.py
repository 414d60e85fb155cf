"""The append-only ledger of energy money, one per account, and what is posted into it."""
