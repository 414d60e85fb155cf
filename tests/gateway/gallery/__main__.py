"""`./cabinet screenshots [NAME ...]`: takes pictures of the gallery's scenes, with their index.

Names are beginnings: `./cabinet screenshots home desk`. The clock begins at the same
moment each time, so the same pages give the same pictures.
"""

import sys
from datetime import datetime

import time_machine

NOON = datetime.fromisoformat("2026-11-25T12:00:00+03:00")

with time_machine.travel(NOON, tick=True):
    from tests.gateway.gallery import pictures

    sys.exit(pictures.take(sys.argv[1:]))
