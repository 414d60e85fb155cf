"""Months that are billed already: which facts came after their bill, and what was billed. Read by runs and bills."""
