"""Presentation tests: the real Flask application with scripted answers in the form of contract models.

The joints to the real services are driven by tests/e2e; here it is about what the gateway itself does.
"""
