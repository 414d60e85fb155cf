"""Adapters of acquiring banks, each behind the protocol of `bank/`. Only `choice.py` knows which there are."""
