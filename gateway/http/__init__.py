"""What pages, desk and API share: identity, forms, errors, files and what is done for every request."""
