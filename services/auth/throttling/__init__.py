"""Attempts that cost more time each time, without ever locking the owner out."""
