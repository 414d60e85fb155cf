"""Every day the bank's register, the portal's orders and the ledger are compared as sets; nothing is put right
silently (B3)."""
