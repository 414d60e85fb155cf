"""`./cabinet lock`: writes requirements.lock, every library with its version and the hashes of its files.

Versions stay as they are unless PACKAGE or --upgrade says otherwise. After a change: `./cabinet test`. With --images
the base images of docker-compose.yml and of the Dockerfile are pinned to the digests that registries give for their
tags now (`image: postgres:15@sha256:...`); review the difference and rebuild. With --images --check nothing is asked or
written: the status is 1 while an image is named by its tag alone; run it before a release is built.
"""

import argparse
import os
import subprocess

from deploy.development import image_digests
from deploy.development.steps import program
from deploy.launcher.host.paths import ROOT
from deploy.libraries import LOCK
from deploy.provisioning.errors import SetupError

COMPILE = (
    "pip", "compile", "-q", "pyproject.toml", "--all-extras", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-header", "-o", LOCK,
)  # fmt: skip


def run(given: argparse.Namespace) -> int:
    if given.images and given.check:
        left = image_digests.unpinned(ROOT)
        print("\n".join([*left, "pin them: ./cabinet lock --images"] if left else ["every base image is pinned"]))
        return 1 if left else 0
    if given.images:
        for image in image_digests.pin(ROOT):
            print(image)
        return 0
    moved = ["--upgrade"] if given.upgrade else [word for name in given.packages for word in ("-P", name)]
    done = subprocess.run([program("uv"), *COMPILE, *moved], cwd=ROOT, env=dict(os.environ), check=False)
    if done.returncode:
        raise SetupError("requirements.lock was not written; is the package index reachable (UV_INDEX_URL)?")
    return 0
