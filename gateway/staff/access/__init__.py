"""Signing in to the desk, and what a role may do there."""
