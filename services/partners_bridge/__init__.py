"""The partner channel (B13): each partner reads their own queue in their own virtual host, and can do nothing else.

Read `docs/partners.md` first: it is what a partner gets to know.
"""
