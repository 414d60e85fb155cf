"""payments: acquirer orders, callbacks, reconciliation, refunds.

The package offers whatever its modules define, so that a new message is written in one place.
"""

from contracts.payments.desk import *  # noqa: F403
from contracts.payments.events import *  # noqa: F403
from contracts.payments.orders import *  # noqa: F403
from contracts.payments.orphans import *  # noqa: F403
from contracts.payments.parts import *  # noqa: F403
from contracts.payments.rpc import *  # noqa: F403
