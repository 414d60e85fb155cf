"""Fills a form of a page with what was typed into it before. Pure: a page and values in, a page out.

The pages are our own templates, so each tag is copied as it stands; only the fields of one form are changed.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from gateway.http.kept.posted import Kept

UNTOUCHED = ("hidden", "password", "file", "submit", "button")
"""Kinds of input that keep what the new page gives them."""
_VALUE = re.compile(r'\svalue="[^"]{0,1000}"')
_CHOSEN = re.compile(r"\s(?:checked|selected)(?=[\s>])")
Attributes = list[tuple[str, str | None]]


@dataclass(slots=True)
class _Shape:
    """A form of the page: where its tag begins, what it posts to, and the folded parts around it."""

    place: int
    folds: list[int]
    actions: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    in_main: bool = False


def filled(page: str, kept: Kept, notice: str) -> tuple[str, bool]:
    """The page with the form filled, unfolded and told about by `notice`, which is HTML; and whether there was one.

    Without such a form the notice stands at the head of the page.
    """
    survey = _Survey()
    survey.feed(page)
    names = {name for name, _ in kept.fields}
    forms = [form for form in survey.forms if form.in_main and kept.path in form.actions]
    chosen = max(forms, key=lambda form: len(form.names & names), default=None)
    writer = _Writer(kept, chosen, notice)
    writer.feed(page)
    writer.close()
    return "".join(writer.out), chosen is not None


class _Walker(HTMLParser):
    """Counts the tags of a page, so that two passes mean the same one by the same number."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.place = 0

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)


class _Survey(_Walker):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Shape] = []
        self._folds: list[int] = []
        self._form: _Shape | None = None
        self._in_main = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.place += 1
        said = dict(attrs)
        if tag == "main":
            self._in_main = True
        elif tag == "details":
            self._folds.append(self.place)
        elif tag == "form":
            self._form = _Shape(self.place, list(self._folds), {_path(said.get("action"))}, in_main=self._in_main)
            self.forms.append(self._form)
        elif self._form is not None and said.get("name"):
            self._form.names.add(said["name"] or "")
        if self._form is not None and said.get("formaction"):
            self._form.actions.add(_path(said["formaction"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "details" and self._folds:
            self._folds.pop()
        elif tag == "main":
            self._in_main = False


class _Writer(_Walker):
    def __init__(self, kept: Kept, chosen: _Shape | None, notice: str) -> None:
        super().__init__()
        self.out: list[str] = []
        self._chosen, self._notice = chosen, notice
        self._values: dict[str, list[str]] = defaultdict(list)
        for name, value in kept.fields:
            self._values[name].append(value)
        self._inside = False
        self._select: list[str] | None = None
        self._replaced = False
        """Whether the text of a field stands already, in place of what the page holds there."""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.place += 1
        text, said = self.get_starttag_text() or "", dict(attrs)
        chosen = self._chosen
        if chosen is not None and self.place in chosen.folds and "open" not in said:
            text = f"{text[:-1]} open>"
        elif self._inside:
            text = self._field(tag, said, text)
        self.out.append(text)
        if chosen is not None and self.place == chosen.place:
            self._inside = True
            self.out.append(self._notice)
        elif chosen is None and tag == "main":
            self.out.append(self._notice)

    def _field(self, tag: str, said: dict[str, str | None], text: str) -> str:
        name = said.get("name") or ""
        if tag == "option":
            return self._option(said, text)
        if tag == "select":
            self._select = self._values.get(name)
        if tag == "textarea" and name in self._values:
            self._replaced = True
            # A browser drops the first line end of a text field.
            return f"{text}\n{escape(self._next(name))}"
        if tag != "input" or not name:
            return text
        kind = said.get("type") or "text"
        if kind in ("checkbox", "radio"):
            ticked = (said.get("value") or "on") in self._values.get(name, ())
            plain = _CHOSEN.sub("", text)
            return f"{plain[:-1]} checked>" if ticked else plain
        if kind in UNTOUCHED or name not in self._values:
            return text
        return f'{_VALUE.sub("", text)[:-1]} value="{escape(self._next(name))}">'

    def _option(self, said: dict[str, str | None], text: str) -> str:
        if self._select is None or said.get("value") is None:
            return text
        plain = _CHOSEN.sub("", text)
        return f"{plain[:-1]} selected>" if said["value"] in self._select else plain

    def _next(self, name: str) -> str:
        """Several fields of one name get their values in turn."""
        values = self._values[name]
        return values.pop(0) if len(values) > 1 else values[0]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._replaced = False
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._replaced:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")


def _path(address: str | None) -> str:
    return urlsplit(address or "").path
