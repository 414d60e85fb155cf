"""Reports of an accountant."""
