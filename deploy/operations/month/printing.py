"""`./cabinet print PERIOD FOLDER`: prints a published month's paper bills into a folder, in postal order.

Customers who refused paper are left out. The files hold 2000 bills each; `bills-PERIOD.csv` beside them lists number,
name, address, sum and day. An interrupted printing goes on where it was; after it is done it begins anew. The exit
status is 3 when a bill could not be printed.
"""

import argparse

from deploy.operations.month.stage import follow


def run(given: argparse.Namespace) -> int:
    more = ["--folder", str(given.folder.resolve())] + (["--one-sided"] if given.one_sided else [])
    return follow("print-bills", given.period, given.district, worker="printer", more=more)
