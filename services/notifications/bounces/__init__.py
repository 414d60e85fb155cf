"""Delivery reports (RFC 3464): letters that a mail server accepted and another returned later."""
