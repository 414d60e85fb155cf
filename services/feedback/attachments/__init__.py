"""Files that come with a message: checked, scanned, stored."""
