"""The command line: help without any library, every command listed, options as declared."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from deploy.__main__ import parser, read
from deploy.commands import COMMANDS
from deploy.launcher.host.paths import ROOT

SCRIPT = (ROOT / "cabinet").read_text(encoding="utf-8")


def bare(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A Python without any library: -S leaves site-packages out, -I the environment."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv[1:] = {list(words)!r}; " + (
        "from deploy.__main__ import main; sys.exit(main())"
    )
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], cwd=cwd, capture_output=True, text=True, timeout=30, check=False
    )


def test_the_overview_needs_no_library_and_lists_every_command() -> None:
    shown = bare("--help")
    assert shown.returncode == 0, shown.stderr
    assert re.findall(r"^  ([a-z-]+) ", shown.stdout, re.MULTILINE) == list(COMMANDS)


def test_the_help_of_every_command_needs_no_library() -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); " + (
        "from deploy.__main__ import parser; from deploy.commands import COMMANDS; "
        "[parser(name, command).format_help() for name, command in COMMANDS.items()]; "
        "print([name for name in ('pydantic', 'psycopg', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_an_unknown_command_is_told_with_the_list() -> None:
    shown = bare("nonsense")
    assert shown.returncode == 2
    assert "there is no command 'nonsense'" in shown.stderr
    assert "security-scan" in shown.stderr


def test_the_help_of_the_script_installs_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("cabinet", "deploy", "services", "tests"):
        (copy / name).symlink_to(ROOT / name)
    done = subprocess.run(
        ["/bin/sh", str(copy / "cabinet"), "unit", "--help"], capture_output=True, text=True, timeout=30, check=False
    )
    assert "PYTEST ARGUMENTS" in done.stdout, done.stderr
    assert not (copy / ".cabinet").exists()


def test_the_script_says_what_is_missing_without_any_python(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "dirname").symlink_to("/usr/bin/dirname")
    (tmp_path / "cabinet").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        ["/bin/sh", str(tmp_path / "cabinet"), "--help"],
        env={"PATH": str(programs)}, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Python 3.11, 3.12 or 3.13 is missing" in done.stderr


def test_the_script_installs_the_developers_libraries_for_their_commands() -> None:
    (listed,) = re.findall(r"^    ([a-z| -]+)\) ensure test", SCRIPT, re.MULTILINE)
    of_developers = {name for name, command in COMMANDS.items() if command.tools}
    # A library that the lock does not know yet can be installed by nobody: `lock` waits for none.
    assert set(listed.split(" | ")) == of_developers - {"lock"}
    assert "    lock) ensure installer" in SCRIPT


def test_every_module_is_there_and_its_help_tells_more_than_its_name() -> None:
    for name, command in COMMANDS.items():
        assert (ROOT / (command.module.replace(".", "/") + ".py")).exists(), name
        assert len(parser(name, command).description or "") > len(name) + 20


def test_words_for_another_program_are_passed_on_as_they_are() -> None:
    assert read("unit", COMMANDS["unit"], ["-k", "tariff", "--maxfail=1"]).passed_on == ["-k", "tariff", "--maxfail=1"]


def test_a_misspelt_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read("up", COMMANDS["up"], ["--acounts", "3"])
    assert "--acounts" in capsys.readouterr().err


def test_supported_pythons_are_the_same_everywhere() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert wanted == ">=3.11,<3.14"
    assert "(3, 11) <= sys.version_info < (3, 14)" in SCRIPT
    assert "Python 3.11 to 3.13" in (ROOT / "README.md").read_text(encoding="utf-8")
