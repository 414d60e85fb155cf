"""Billing's own copy of meters and readings, from the import and from readings' events."""
