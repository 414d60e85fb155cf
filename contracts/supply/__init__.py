"""The supplier's files: their columns, and how a package of them is handed over and followed (S1).

The package offers whatever its modules define, so that a new message is written in one place.
"""

from contracts.supply.file_form import *  # noqa: F403
from contracts.supply.files import *  # noqa: F403
from contracts.supply.home_files import *  # noqa: F403
from contracts.supply.packages import *  # noqa: F403
from contracts.supply.parameters import *  # noqa: F403
from contracts.supply.shapes import *  # noqa: F403
