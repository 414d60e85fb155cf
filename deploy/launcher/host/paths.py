"""Where the launcher keeps what it makes: everything under `.cabinet/` of this copy of the project."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(os.environ.get("CABINET_HOME") or ROOT / ".cabinet")
"""`CABINET_HOME` moves the whole state; the launcher's own tests use it to leave a running portal alone."""
