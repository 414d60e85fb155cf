"""The nonce of a shown form: posting the same form twice repeats the same request."""

import re

NONCE = re.compile(r"^[A-Za-z0-9_-]{8,40}$")
