"""Codes, amounts, dates and zones in words."""
