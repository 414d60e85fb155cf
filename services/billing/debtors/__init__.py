"""Debtors as a list to work through, and notices to many of them in one go."""
