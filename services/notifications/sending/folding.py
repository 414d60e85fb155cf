"""How a letter's headers are written on the wire."""

from email.header import Header
from email.policy import EmailPolicy


class LetterPolicy(EmailPolicy):
    """The library's policy but for subjects: where it folds one between two encoded words it loses the space that
    stood there (Python 3.11). `Header` puts the space inside a word, as RFC 2047 (6.2) wants it."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() != "subject" or str(value).isascii():
            return str(super().fold(name, value))
        words = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {words}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() != "subject" or str(value).isascii():
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii")
