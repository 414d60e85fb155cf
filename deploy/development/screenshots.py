"""`./cabinet screenshots [NAME ...] [--docs]`: takes pictures of every page in every state into .cabinet/screenshots.

The states are scripted (tests/gateway/gallery). Names are beginnings of what the index there lists; without any all
are taken. With --docs the few pictures of docs/pictures are taken instead, from the running portal (`./cabinet up`).
"""

import argparse

from deploy.launcher import state
from deploy.launcher.host.become import become
from deploy.launcher.host.progress import Progress
from deploy.launcher.system import install_missing
from deploy.provisioning.errors import SetupError


def run(given: argparse.Namespace) -> int:
    install_missing(Progress(), "printer", "browser")
    if not given.docs:
        return become("tests.gateway.gallery", given.scenes)
    if state.current() is None:
        raise SetupError("nothing runs here; start ./cabinet up on an empty .cabinet, then repeat")
    return become("tests.gateway.gallery.town", [])
