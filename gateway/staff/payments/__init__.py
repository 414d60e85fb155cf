"""A payment's way, reviews and refunds."""
