"""The poller: asks the bank about everything unfinished, by a schedule that ends in manual review."""
