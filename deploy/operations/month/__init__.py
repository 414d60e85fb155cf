"""The month's run and its publication, from the command line of the running portal."""
