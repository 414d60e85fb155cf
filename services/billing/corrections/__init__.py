"""Corrections of accounts by accountants: what they say beside their ledger entries, and how they are taken back."""
