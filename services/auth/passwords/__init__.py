"""What makes a password acceptable, how it is kept, changed and recovered (M3.5)."""
