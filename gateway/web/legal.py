"""Versions of the documents that a person agrees to."""

CONSENT_VERSION = "2026-11-01"
"""Of the consent to personal-data processing; stored with the time and the address of the consent (M1.2)."""
