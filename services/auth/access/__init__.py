"""Signing in, sessions, personal API tokens, and who asks."""
