"""`./cabinet security-scan`: other people's scanners over our code and over the running portal, and one report of both.

The scanners live in an environment of their own, because their dependencies are not ours. Nothing but the loopback
address is ever scanned.
"""
