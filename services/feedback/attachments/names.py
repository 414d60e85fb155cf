"""Names of attachments as they may be stored, shown and offered for download."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
FORBIDDEN = re.compile(r'[<>:"/\\|?*;%#&{}$`~\u202a-\u202e\u2066-\u2069]')
"""Characters that deceive a file system, a header or a reader; the last ones reverse the direction of text."""


def safe_name(name: str, suffixes: tuple[str, ...]) -> str:
    """The clean name with a suffix that fits its content."""
    path = PurePosixPath(clean_name(name))
    if path.suffix.lower() in suffixes:
        return path.stem[:LONGEST].strip(". ") + path.suffix.lower()
    return (path.stem[:LONGEST].strip(". ") or "file") + suffixes[0]


def clean_name(name: str) -> str:
    """The name without path, control and deceiving characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(" " if unicodedata.category(letter) in {"Zl", "Zp", "Zs"} else letter for letter in last)
    kept = "".join(letter for letter in visible if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    clean = " ".join(FORBIDDEN.sub("_", unicodedata.normalize("NFC", kept)).split()).strip(". ")
    return clean or "file"
