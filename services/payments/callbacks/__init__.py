"""The bank's callbacks: stored raw, verified, then only a reason to ask the bank."""
