"""Reports over whole months, from the ledger: made in parts by a timer, kept with their totals and checksum."""
