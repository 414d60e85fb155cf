"""The acquiring bank as this service sees it: one interface over both generations of its protocol."""
