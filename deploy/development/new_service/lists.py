"""The lists of services that are written by hand: a new name is added beside feedback, the simplest one."""

import re
from collections.abc import Callable, Iterator

MODEL = "feedback"


def beside(*patterns: str) -> Callable[[str, str], str]:
    """A change that repeats every line matching one of the patterns for the new name."""
    wanted = re.compile("|".join(patterns))

    def add(text: str, name: str) -> str:
        return "".join(_repeated(text.splitlines(keepends=True), wanted, name))

    return add


def _repeated(lines: list[str], wanted: re.Pattern[str], name: str) -> Iterator[str]:
    for line in lines:
        yield line
        if wanted.search(line):
            yield renamed(line, name)


def renamed(text: str, name: str) -> str:
    """The text about feedback as text about the new service, which has no libraries of its own yet."""
    text = text.replace(f"LIBRARIES: {MODEL}, ", "")
    return text.replace(MODEL, name).replace(MODEL.capitalize(), name.capitalize())


def composed(text: str, name: str) -> str:
    """docker-compose.yml: the image, the service with its relay and migrations, and the volume of its keys."""
    image = re.compile(rf"^  {MODEL}: &{MODEL}\n.*\n", re.MULTILINE)
    text = image.sub(lambda found: found[0] + renamed(found[0], name), text)
    keys = beside(rf"- keys-{MODEL}:/keys/{MODEL}$", rf"^  keys-{MODEL}: ")
    blocks = []
    for block in keys(text, name).split("\n\n"):
        blocks.append(block)
        if block.startswith(f"  {MODEL}-migrations:"):
            blocks += [renamed(one, name) for one in blocks if re.match(rf"  {MODEL}(-relay|-migrations)?:\n", one)]
    return "\n\n".join(blocks)


def independent(text: str, name: str) -> str:
    """.importlinter: the new service knows no other; its own layers are written by hand."""
    line = f"    services.{MODEL}\n"
    return text.replace(line, line + renamed(line, name), 1)


LISTS: dict[str, Callable[[str, str], str]] = {
    "contracts/services.py": beside(rf"^from contracts\.{MODEL} ", rf'^    "{MODEL}": '),
    "gateway/backend/rpc.py": beside(rf"^from contracts\.{MODEL} ", rf"self\.{MODEL}: "),
    "deploy/launcher/processes.py": beside(rf'^    "{MODEL}": '),
    ".importlinter": independent,
    "docker-compose.yml": composed,
}
