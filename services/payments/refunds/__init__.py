"""Money that goes back to the card it came from (M4.1.11), by staff or by the bank itself."""
