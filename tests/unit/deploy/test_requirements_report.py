"""The report reads marks from source; a mark that it overlooks would be a promise that nobody checks."""

import ast
from pathlib import Path

from deploy.development.requirements import marks, read

SOURCE = """
import pytest
pytestmark = pytest.mark.req("M1.1")

@pytest.mark.req("M3.1", "M3.2")
@pytest.mark.parametrize("x", [1])
def test_one(x): ...

@pytest.mark.req("M5.2")
class TestMany:
    def test_two(self): ...

def helper(): ...
"""


def test_marks_of_module_class_and_function_add_up() -> None:
    assert marks(ast.parse(SOURCE)) == [("test_one", ["M1.1", "M3.1", "M3.2"]), ("test_two", ["M1.1", "M5.2"])]


def project(folder: Path, test: str) -> Path:
    (folder / "docs").mkdir()
    (folder / "tests").mkdir()
    (folder / "docs" / "requirements.md").write_text("- **M1.1** One.\n- **B2** Two.\n", encoding="utf-8")
    (folder / "tests" / "test_x.py").write_text(test, encoding="utf-8")
    return folder


def test_a_row_of_the_manual_without_a_test_is_owed(tmp_path: Path) -> None:
    report = read(project(tmp_path, "def test_nothing(): ..."))
    assert (report.owed, report.open_rows, report.complete) == (["M1.1"], ["M1.1", "B2"], False)


def test_a_mark_for_an_unknown_row_is_told(tmp_path: Path) -> None:
    marked = 'import pytest\n@pytest.mark.req("M1.1", "M9.9")\ndef test_it(): ...'
    report = read(project(tmp_path, marked))
    assert report.unknown == ["M9.9: tests/test_x.py::test_it"]
    assert not report.complete
