"""notifications: letters, delivery preferences, delivery attempts."""
