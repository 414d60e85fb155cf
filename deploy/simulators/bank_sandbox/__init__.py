"""A sandbox of the acquiring bank: an HTTP server that speaks both generations of its protocol."""
