"""Signing in: customers by account number and password, staff with a one-time code."""
