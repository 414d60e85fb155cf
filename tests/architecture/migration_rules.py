"""What a migration may do while the former release works on the same tables: add, and hold no lock for long."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

MAY = {"create_table", "add_column", "execute", "create_index", "get_bind", "bulk_insert", "f"}
"""Of Alembic's operations. All others take away, change what the former release reads, or read a whole table."""
_FORBIDDEN = {
    r"\bdrop\s+(table|column)\b": "takes away what the former release reads",
    r"\brename\b": "takes away the name that the former release uses",
    r"\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b": "rewrites the table",
    r"\bset\s+not\s+null\b": "reads the whole table under a lock, and the former release writes nulls",
    r"\bcreate\s+(unique\s+)?index\s+(?!concurrently)": "holds the table while it builds: use build_index",
    r"\bdrop\s+index\s+(?!concurrently)": "use drop_index",
    r"\block\s+table\b": "holds the table",
    r"^\s*(vacuum|cluster|truncate)\b": "holds the table",
}
_CONSTRAINT = re.compile(r"\badd\s+constraint\b(?!.*\bnot\s+valid\b)", re.IGNORECASE | re.DOTALL)


def breaches(path: Path) -> list[str]:
    """What in the migration's way up breaks a rule, each as `line: what and why`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    reached = [*_reached(tree, "upgrade")]
    made = {_text(call.args[0]) for call in _operations(reached, "create_table") if call.args}
    return [
        f"{line}: {what}" for line, what in sorted({*_of_operations(reached, made), *_of_statements(tree, reached)})
    ]


def _reached(tree: ast.Module, start: str) -> Iterator[ast.AST]:
    """The nodes of the function and of those of this file that it calls."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    waiting, seen = [start], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in functions:
            continue
        seen.add(name)
        for node in ast.walk(functions[name]):
            yield node
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                waiting.append(node.func.id)


def _operations(nodes: list[ast.AST], *names: str) -> Iterator[ast.Call]:
    """The calls `op.<name>(...)`; all when no name is given."""
    for node in nodes:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if ast.unparse(node.func.value) == "op" and (not names or node.func.attr in names):
            yield node


def _of_operations(nodes: list[ast.AST], made: set[str]) -> Iterator[tuple[int, str]]:
    for call in _operations(nodes):
        assert isinstance(call.func, ast.Attribute)
        name = call.func.attr
        if name not in MAY:
            yield call.lineno, f"op.{name} is not among what a migration may do"
        if name == "create_index" and _text(call.args[1]) not in made:
            yield call.lineno, "op.create_index on a table that exists holds it: use build_index"
        if name == "add_column" and not _may_be_left_out(call.args[1]):
            yield (
                call.lineno,
                "op.add_column: the former release does not fill it, so it is nullable or has a server_default",
            )


def _may_be_left_out(column: ast.expr) -> bool:
    given = {word.arg: word.value for word in column.keywords} if isinstance(column, ast.Call) else {}
    nullable = given.get("nullable")
    return (
        "server_default" in given or nullable is None or (isinstance(nullable, ast.Constant) and bool(nullable.value))
    )


def _of_statements(tree: ast.Module, nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """SQL stands in texts of the functions and of the module."""
    module = [node for top in tree.body if isinstance(top, ast.Assign) for node in ast.walk(top)]
    for line, statement in _statements([*nodes, *module]):
        for pattern, why in _FORBIDDEN.items():
            if found := re.search(pattern, statement, re.IGNORECASE):
                yield line, f"`{found.group().strip()}` {why}"
        if _CONSTRAINT.search(statement):
            yield line, "`add constraint` without `not valid` reads the whole table under a lock"


def _statements(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Each text with its line; of an f-string all parts together."""
    inside = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(_text(part) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)
