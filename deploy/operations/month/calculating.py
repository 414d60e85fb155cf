"""`./cabinet run PERIOD`: calculates a month for all accounts of the running portal, or of one district.

Drafts only: no balance changes and no customer sees anything before `./cabinet publish`. A repetition replaces the
drafts, an interrupted run is resumed. Shows the progress, the totals and what an accountant should look at. The exit
status is 1 when the month is not open, and 3 when accounts could not be charged.
"""

import argparse

from deploy.operations.month.stage import follow


def run(given: argparse.Namespace) -> int:
    return follow("run-period", given.period, given.district)
