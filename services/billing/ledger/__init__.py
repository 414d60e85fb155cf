"""The append-only ledger of energy money, one per account, and the screens that tell it."""
