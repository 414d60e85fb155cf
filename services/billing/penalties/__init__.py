"""Пени (ЖК РФ ст. 155 ч. 14): accrued by the month's run, kept in a ledger of their own, never mixed with energy."""
