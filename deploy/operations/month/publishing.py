"""`./cabinet publish PERIOD`: publishes the bills of a calculated month of the running portal, or of one district.

Customers see the bills at once and letters leave. What was published cannot be changed; a repetition after another
`./cabinet run` publishes revisions of the bills that differ. The exit status is 1 when there is no finished
calculation, and 3 when bills were left out.
"""

import argparse

from deploy.operations.month.stage import follow


def run(given: argparse.Namespace) -> int:
    return follow("publish-period", given.period, given.district)
