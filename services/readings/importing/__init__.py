"""The supplier's CSV files: `python -m services.readings.importing FOLDER_OR_FILES`, whole or not at all.

Columns in any order; UTF-8 or cp1251, comma or semicolon; dates are YYYY-MM-DD; the optional may be empty or absent:

    policy.csv    name, from, value; numbers of the rules with their first day, those of other services are skipped
    meters.csv    account_number, serial, digits, zones (one, day+night, peak+semi+night), installed_on; optional
                  removed_on, verification_due, failed_on, max_power_kw, smart (1: it is read from afar)
    readings.csv  account_number, serial, zone, value (whole kWh), taken_on,
                  source (imported, payment, without_payment, control, estimated); one row for each zone

A file that was loaded before changes nothing. A changed meter keeps its former row in `meter_changes`; a changed
reading is withdrawn and its correction added. Nothing is published: billing loads the same files.
"""
