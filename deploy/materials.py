"""`python -m deploy.materials SET ...`: the bill of materials of an image or an installation, as CycloneDX 1.5 in JSON.

Each library with its version and the hashes of the files that may have been installed, from requirements.lock. Every
image keeps its own in /app/sbom.cdx.json, `.ci/run` that of the whole system. Standard library only.
"""

import json
import re
import sys
from typing import Any

from deploy.libraries import locked


def materials(*sets: str) -> dict[str, Any]:
    """Returns the document for these sets of `deploy/libraries.py`."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": f"cabinet {' '.join(sets)}"}},
        "components": [_component(text) for text in re.split(r"\n(?=\S)", locked(*sets).strip())],
    }


def _component(requirement: str) -> dict[str, Any]:
    name, version = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", requirement).groups()  # type: ignore[union-attr]
    hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", requirement)
    return {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in hashes],
    }


if __name__ == "__main__":
    json.dump(materials(*sys.argv[1:]), sys.stdout, indent=1)
