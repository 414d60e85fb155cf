"""Runs one command of `./cabinet`; `--help` prints its options without importing it."""

import argparse
import ast
import importlib
import sys
from pathlib import Path

from deploy.commands import COMMANDS, GROUPS, Command
from deploy.provisioning.errors import SetupError, fail

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if wanted not in COMMANDS:
        return overview(known=wanted in ("--help", "-h", "help"), asked=wanted)
    command = COMMANDS[wanted]
    given = read(wanted, command, sys.argv[2:])
    try:
        return int(importlib.import_module(command.module).run(given))
    except SetupError as error:
        return fail(error)
    except KeyboardInterrupt:
        return 130


def read(name: str, command: Command, words: list[str]) -> argparse.Namespace:
    """Reads the words after the command's name; prints the help or the fault and exits when there is one."""
    known = parser(name, command)
    if command.passes_on and words[:1] not in (["-h"], ["--help"]):
        return argparse.Namespace(passed_on=words)
    return known.parse_args(words)


def parser(name: str, command: Command) -> argparse.ArgumentParser:
    """Returns the parser of one command; its description is the docstring of the module, read from the source."""
    source = ROOT / (command.module.replace(".", "/") + ".py")
    about = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or command.purpose
    made = argparse.ArgumentParser(
        prog=f"./cabinet {name}",
        description=about.replace("%", "%%"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.arguments(made)
    if command.passes_on:
        made.add_argument("passed_on", nargs="*", metavar=command.passes_on)
    return made


def overview(known: bool, asked: str) -> int:
    """Prints all commands by group; returns 2 when the command that was asked for does not exist."""
    if not known:
        print(f"cabinet: there is no command {asked!r}", file=sys.stderr)
    out = sys.stdout if known else sys.stderr
    print("Usage: ./cabinet COMMAND [OPTIONS]; ./cabinet COMMAND --help tells more", file=out)
    for title, commands in GROUPS.items():
        print(f"\n{title}", file=out)
        for name, command in commands.items():
            print(f"  {name:<15} {command.purpose}", file=out)
    return 0 if known else 2


if __name__ == "__main__":
    sys.exit(main())
