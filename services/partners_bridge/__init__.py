"""The partner channel (B13): each partner reads his own queue in his own virtual host, and can do nothing else.

Read `docs/partners.md` first: it is what a partner gets to know.
"""
