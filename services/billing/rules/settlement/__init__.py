"""Closed months settled in the open one: what was billed against what is known now. Pure (ADR 19)."""
