"""The customers' pages: one folder or module a section, one blueprint a subject."""
