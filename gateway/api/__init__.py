"""The JSON API, version 1: the same rules as the pages, for programs."""
