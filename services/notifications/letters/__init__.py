"""Letters as rows: queued with the event that asks for them, listed for staff, expired, deleted."""
