"""Answers that are files: documents, CSV and XLSX."""
