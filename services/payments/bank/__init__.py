"""The acquiring bank as this service sees it: the protocol of every adapter and its replies, in our words."""
