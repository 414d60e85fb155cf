"""The forms as WeasyPrint documents: template, style sheet and the bundled fonts, nothing from anywhere else."""

import base64
from enum import Enum
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from weasyprint import HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from services.billing.printer.fitting import FONTS
from services.billing.printer.leaves import View
from services.billing.printer.marks import Side, to_side
from services.billing.printer.qr import Qr

FORMS = Path(__file__).parent / "forms"
PDF_OPTIONS = {"pdf_variant": "pdf/ua-1"}
"""Tagged for screen readers (B11)."""


class BundledOnly(URLFetcher):  # type: ignore[misc]
    """Serves the fonts beside this file and pictures inside the document; refuses all other addresses."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        address = urlsplit(url)
        if address.scheme == "data":
            return super().fetch(url, headers)
        path = Path(unquote(address.path))
        if address.scheme != "file" or path.resolve().parent != FONTS:
            raise ValueError(f"only bundled files may be loaded, not {url}")
        return URLFetcherResponse(url, path.read_bytes())


@cache
def environment() -> Environment:
    made = Environment(loader=FileSystemLoader(FORMS), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.filters |= {"left": _left, "right": _right, "centre": _centre, "picture": _picture, "break_before": _break}
    return made


@cache
def fonts() -> FontConfiguration:
    """One for the process: registering the faces again for each document is what plain WeasyPrint spends time on."""
    return FontConfiguration()


def lay_out(template: str, view: View) -> Document:
    html = environment().get_template(template).render(view)
    return HTML(string=html, base_url=FONTS.as_uri() + "/", url_fetcher=BundledOnly()).render(font_config=fonts())


def write(document: Document) -> bytes:
    pdf: bytes = document.write_pdf(**PDF_OPTIONS)
    return pdf


def _left(text: str) -> Markup:
    return Markup('<span class="slot">{}</span>').format(text)


def _right(text: str) -> Markup:
    return Markup('<span class="slot right">{}</span>').format(to_side(text, Side.RIGHT))


def _centre(text: str) -> Markup:
    return Markup('<span class="slot centre">{}</span>').format(to_side(text, Side.CENTRE))


def _break(overleaf: Enum | None, section: str) -> Markup:
    breaks = overleaf is not None and overleaf.value == section
    return Markup(' style="break-before: page"') if breaks else Markup("")


def _picture(code: Qr) -> str:
    return "data:image/png;base64," + base64.b64encode(code.png()).decode()
