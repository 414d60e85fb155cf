"""Each service's migrations form one line; of two with the same number the later one is renumbered."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from deploy.launcher.host.paths import ROOT

FOLDERS = sorted((ROOT / "services").glob("*/migrations"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_a_history_has_one_head_and_its_files_are_numbered_in_order(folder: Path) -> None:
    scripts = ScriptDirectory(str(folder))
    revisions = list(scripts.walk_revisions())
    assert len(scripts.get_heads()) == 1, f"renumber the later one of {scripts.get_heads()}"
    for revision in revisions:
        assert Path(revision.path).name.startswith(f"{revision.revision}_")
    numbers = sorted(revision.revision for revision in revisions)
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
