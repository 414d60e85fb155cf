"""Files and functions are small; what is too large is split by subject."""

import ast
from statistics import median

from tests.architecture.shape import lengths
from tests.architecture.source import files, named, tree

FILE_LINES = 300
MEDIAN_LINES = 90
FUNCTION_LINES = 70


def test_no_file_is_longer_than_the_limit() -> None:
    every = lengths() | lengths("tests")
    assert {name: lines for name, lines in every.items() if lines > FILE_LINES} == {}


def test_half_of_the_files_are_short() -> None:
    assert median(lengths().values()) <= MEDIAN_LINES


def test_no_function_is_longer_than_the_limit() -> None:
    long = {
        f"{named(path)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    }
    assert long == {}
