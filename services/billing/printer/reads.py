"""What the printer reads of billing's database: its role is granted these columns and nothing else.

They are those of `bills.snapshots.load_own`: a stored bill has all that it prints. `services.billing migrate` grants
them, so a new column stands in the release that adds it.
"""

from collections.abc import Mapping

READS: Mapping[str, tuple[str, ...]] = {
    "bills": ("account_number", "period", "revision", "supplier", "snapshot_version", "snapshot"),
    "printed_suppliers": ("fingerprint", "block"),
    "account_terms": ("account_number", "since", "recorded_at"),
}
"""Columns by table."""
