"""What follows from acts for a month's charge: refused access, tampering, bad quality. Pure."""
