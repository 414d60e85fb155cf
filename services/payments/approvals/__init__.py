"""Refunds above the limit of who asks for them: a second person releases them."""
