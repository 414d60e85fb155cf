"""The JSON API, version 1; it follows the same rules as the pages."""
