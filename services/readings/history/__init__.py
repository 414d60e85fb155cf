"""Readings that were recorded and what became of them: the list with passports, withdrawals, use in bills."""
