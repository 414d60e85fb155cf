"""Files of banks and cash desks: read by profiles, each operation taken once, its money credited to an account (S3)."""
