"""The main job played against a running system over HTTP, as a customer's own program would do it."""
