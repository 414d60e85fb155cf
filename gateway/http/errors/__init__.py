"""Answers to refusals, silent services and unexpected errors."""
