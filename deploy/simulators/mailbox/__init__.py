"""A mail provider for one machine: takes letters by SMTP, shows them in the browser, fails on demand."""
