"""Copies of customers' addresses and accounts, and how customers want to be written to."""
