"""Published bills: immutable snapshots, their events, and what is told about them."""
