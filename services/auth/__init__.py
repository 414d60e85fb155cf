"""auth: users, sign-in, sessions, linked accounts, consents, audit."""
