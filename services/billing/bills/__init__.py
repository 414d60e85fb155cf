"""Published bills: immutable snapshots, their events, and what is shown of them."""
