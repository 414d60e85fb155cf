"""The second person's decisions about what waits."""
