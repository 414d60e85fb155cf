"""Money that leaves an account again: overpayments returned by application, payments moved to another account."""
