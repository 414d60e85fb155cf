"""Where reports are read from: a Maildir, an mbox, a single message, or the standard input of a mail server's pipe."""

import mailbox
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

STDIN = "-"
Handle = Callable[[bytes], None]


def for_each_message(source: str, handle: Handle) -> int:
    """Pass every new message to `handle`; returns how many. In a Maildir handled messages are marked as read.

    Raises OSError, or ValueError when a folder is no Maildir.
    """
    if source == STDIN:
        handle(sys.stdin.buffer.read())
        return 1
    path = Path(source)
    if path.is_dir():
        return _maildir(path, handle)
    content = path.read_bytes()
    if not content.startswith(b"From "):
        handle(content)
        return 1
    count = 0
    for message in _mbox(path):
        handle(message)
        count += 1
    return count


def _maildir(path: Path, handle: Handle) -> int:
    if not (path / "new").is_dir():
        raise ValueError(f"{path} is no Maildir: it has no folder `new`")
    folder, count = mailbox.Maildir(path, create=False), 0
    for key in sorted(folder.keys()):
        message = folder[key]
        if message.get_subdir() != "new":
            continue
        handle(folder.get_bytes(key))
        message.set_subdir("cur")
        message.add_flag("S")
        folder[key] = message
        count += 1
    return count


def _mbox(path: Path) -> Iterator[bytes]:
    with _opened(path) as box:
        for key in box.iterkeys():
            yield box.get_bytes(key)


@contextmanager
def _opened(path: Path) -> Iterator[mailbox.mbox]:
    box = mailbox.mbox(path, create=False)
    try:
        yield box
    finally:
        box.close()
