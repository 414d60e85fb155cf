"""Limits of what one person may do alone, and the commands that wait for a second one."""
