"""A rehearsal: months of billing played from files in databases of its own, before a supplier switches."""
