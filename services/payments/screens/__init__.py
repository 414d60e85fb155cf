"""The read side: one function a screen."""
