"""The life of a payment: its states, what a bank's answer means for them, and how they are changed."""
