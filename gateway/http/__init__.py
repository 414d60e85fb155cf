"""The gateway's HTTP side: who asks, forms, errors, files, and what wraps every request."""
