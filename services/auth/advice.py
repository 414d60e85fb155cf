"""What is wrong with a typed value. Pure."""


class Advice(ValueError):
    """The value cannot be taken; the message tells a person, in Russian, what to do. It never repeats a secret."""


def one_line(typed: str) -> str:
    """The text without control characters and outer spaces, fit for a list, a log and a database."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())
