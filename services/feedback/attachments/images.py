"""A picture is one picture: of a size that a screen can show, and nothing else beside."""

import io
import warnings
import zipfile

from PIL import Image, UnidentifiedImageError

from services.feedback.attachments.office import BOMB, DAMAGED, EMBEDDED, Unsafe

MOST_PIXELS = 120_000_000
"""More than the camera of any telephone takes."""


def look_through(content: bytes, form: str) -> None:
    """Raises Unsafe. `form`: as Pillow names it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is ours
            with Image.open(io.BytesIO(content), formats=[form]) as picture:
                width, height = picture.size
                picture.verify()
    except Image.DecompressionBombError:
        raise Unsafe(BOMB) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as damaged:
        raise Unsafe(DAMAGED) from damaged
    if width * height > MOST_PIXELS:
        raise Unsafe(BOMB)


def refuse_two_in_one(content: bytes) -> None:
    """Raises Unsafe when the same bytes open as an archive: a program that asks for one finds it behind the picture."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Unsafe(EMBEDDED)
