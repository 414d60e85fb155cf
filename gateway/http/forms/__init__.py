"""Reading what a browser or a program sends."""
