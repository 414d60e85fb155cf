"""Readings that arrive: checked, recorded, with a payment, without one, or by an inspector."""
