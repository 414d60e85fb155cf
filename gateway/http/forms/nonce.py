"""The nonce of a shown form: a second post of the same form is the same wish."""

import re

NONCE = re.compile(r"^[A-Za-z0-9_-]{8,40}$")
