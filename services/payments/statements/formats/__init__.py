"""Layouts of bank statements as data (`profiles/*.toml`), and the pure reading of a file by its layout."""
