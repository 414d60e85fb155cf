"""Each service's migrations form one line; of two with the same number the later one is renumbered.

From the release after 0.1 on they also leave the former release at work (`migration_rules`).
"""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from deploy.launcher.host.paths import ROOT
from tests.architecture.migration_rules import breaches

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


WITHOUT_RULES = {"auth": 11, "billing": 30, "feedback": 7, "notifications": 10, "payments": 12, "readings": 15}
"""The last migration of each service that was written before there were rules."""
BOUND = [
    path
    for folder in FOLDERS
    for path in sorted((folder / "versions").glob("[0-9]*.py"))
    if int(path.name[:4]) > WITHOUT_RULES.get(folder.parent.name, 0)
]


@pytest.mark.parametrize("path", BOUND, ids=lambda path: f"{path.parts[-4]}-{path.stem}")
def test_a_migration_leaves_the_former_release_at_work(path: Path) -> None:
    assert breaches(path) == []


MIGRATION = """
def upgrade():
    op.create_table("new", sa.Column("id", sa.Integer()))
    op.create_index("ix_new_id", "new", ["id"])
    op.add_column("old", sa.Column("later", sa.Text()))
    build_index("ix_old_later", "old", "later")
    {line}
def downgrade():
    op.drop_table("new")
"""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("pass", ""),
        ("op.drop_column('old', 'name')", "op.drop_column"),
        ("op.drop_table('old')", "op.drop_table"),
        ("op.alter_column('old', 'name', nullable=False)", "op.alter_column"),
        ("op.create_index('ix', 'old', ['name'])", "build_index"),
        ("op.add_column('old', sa.Column('n', sa.Integer(), nullable=False))", "server_default"),
        ("op.add_column('old', sa.Column('n', sa.Integer(), nullable=False, server_default='0'))", ""),
        ("op.execute('create index ix on old (name)')", "build_index"),
        ("op.execute('create index concurrently ix on old (name)')", ""),
        ("op.execute('drop index ix')", "drop_index"),
        ("op.execute('alter table old drop column name')", "takes away"),
        ("op.execute('alter table old alter column name type bigint')", "rewrites"),
        ("op.execute('alter table old alter name set not null')", "reads the whole table"),
        ("op.execute('alter table old rename to older')", "name"),
        ("op.execute(f'alter table old add constraint {NAME} check (n > 0)')", "not valid"),
        ("op.execute(f'alter table old add constraint {NAME} check (n > 0) not valid')", ""),
        ("op.execute('truncate old')", "holds"),
    ],
)
def test_the_rules_see_what_would_stop_the_former_release(tmp_path: Path, line: str, why: str) -> None:
    file = tmp_path / "0001_x.py"
    file.write_text(MIGRATION.format(line=line))
    found = breaches(file)
    assert bool(found) == bool(why) and why in " ".join(found), found
