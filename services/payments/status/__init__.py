"""Status inquiries: ask the bank about one payment and apply what it replies."""
