"""billing: personal accounts, tariffs, charges, ledger, bills, notices.

The package offers whatever its modules define, so that a new message is written in one place.
"""

from contracts.bill import *  # noqa: F403
from contracts.billing.account_card import *  # noqa: F403
from contracts.billing.acts import *  # noqa: F403
from contracts.billing.bills import *  # noqa: F403
from contracts.billing.debt_list import *  # noqa: F403
from contracts.billing.desk import *  # noqa: F403
from contracts.billing.events import *  # noqa: F403
from contracts.billing.first_day import *  # noqa: F403
from contracts.billing.owners import *  # noqa: F403
from contracts.billing.paper import *  # noqa: F403
from contracts.billing.payouts import *  # noqa: F403
from contracts.billing.pricing import *  # noqa: F403
from contracts.billing.rates import *  # noqa: F403
from contracts.billing.reports import *  # noqa: F403
from contracts.billing.restriction import *  # noqa: F403
from contracts.billing.rpc import *  # noqa: F403
from contracts.billing.runs import *  # noqa: F403
from contracts.billing.screens import *  # noqa: F403
