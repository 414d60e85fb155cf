"""Random secrets, and one-time links made of them."""
