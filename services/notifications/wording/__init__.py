"""What letters say, as plain data; how they look is the templates' business. Pure."""
