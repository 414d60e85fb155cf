"""Fiscal receipts (54-ФЗ): what they are made of, and what the cash register has issued."""
