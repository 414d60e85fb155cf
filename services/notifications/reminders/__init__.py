"""Reminders that stop when done (B9): what is still to be done is read from copies of the owners' facts."""
