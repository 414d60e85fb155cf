"""What a customer changes about himself (M4.2): e-mail, phone, linked accounts."""
