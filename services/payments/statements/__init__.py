"""Bank and cash desk statements: each operation taken once, its money credited to an account (S3)."""
