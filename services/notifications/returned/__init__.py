"""Letters that a mail server has taken and another one has given back later (RFC 3464)."""
