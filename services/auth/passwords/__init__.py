"""What makes a password acceptable, and how it is stored (M3.5). Pure."""
