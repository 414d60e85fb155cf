"""auth: users, sign-in, sessions, linked accounts, consents, audit.

The package offers whatever its modules define, so that a new message is written in one place.
"""

from contracts.auth.entrance import *  # noqa: F403
from contracts.auth.events import *  # noqa: F403
from contracts.auth.identity import *  # noqa: F403
from contracts.auth.privacy import *  # noqa: F403
from contracts.auth.profile import *  # noqa: F403
from contracts.auth.quota import *  # noqa: F403
from contracts.auth.rpc import *  # noqa: F403
from contracts.auth.staff import *  # noqa: F403
