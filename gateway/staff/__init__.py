"""The supplier's desk under `/staff` (S5): one folder a section, one blueprint a subject."""
