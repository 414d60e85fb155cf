"""Begin a payment: the intent first, then the order at the bank."""
