"""What a customer changes about themselves (M4.2): e-mail, phone, linked accounts; and how staff find them."""
