"""Make the form's own font files from the npm packages @fontsource/pt-sans and @fontsource/pt-sans-narrow.

    python subset.py DIRECTORY_OF_UNPACKED_PACKAGES OUTPUT_DIRECTORY

The packages carry a face in parts by Unicode range. A small face of the letters that bills consist of is embedded
whole in every PDF; the rare letters go to a face of their own that only an unusual name pulls in. Hints and kerning
are dropped: a line is then as wide as the sum of its letters, which is what lets the printer set text by itself.
The licence (OFL.txt) reserves the name «PT Sans» for unmodified files, hence the new names.
"""

import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

RUSSIAN = "".join(map(chr, range(0x410, 0x450))) + "Ёё"
ASCII = "".join(map(chr, range(0x20, 0x7F)))
COMMON = set(ASCII + RUSSIAN + "\u00a0«»–—−№₽…·•×°§„“”’")
SPACES = {" ", "\u00a0"}
"""A layout engine keeps the face of a letter for the space behind it, so a face of letters alone shows boxes there."""
PARTS = ("latin", "cyrillic", "latin-ext", "cyrillic-ext")
FACES = (
    ("pt-sans", 400, "Bill Sans", "Regular"),
    ("pt-sans", 700, "Bill Sans", "Bold"),
    ("pt-sans-narrow", 400, "Bill Sans Narrow", "Regular"),
)
LAYOUT_TABLES = ("GPOS", "GSUB", "GDEF", "kern")
HINTS = ("fpgm", "prep", "cvt ", "hdmx", "VDMX", "LTSH", "gasp")


def whole_face(package: Path, weight: int, scratch: Path) -> TTFont:
    """The parts of a face, merged back into one font without kerning and hints."""
    parts = []
    for part in PARTS:
        font = TTFont(package / "files" / f"{package.name}-{part}-{weight}-normal.woff")
        font.flavor = None
        for table in (*LAYOUT_TABLES, *HINTS):
            if table in font:
                del font[table]
        parts.append(scratch / f"{part}.ttf")
        font.save(parts[-1])
    merged = scratch / "merged.ttf"
    Merger().merge([str(part) for part in parts]).save(merged)
    return TTFont(merged)


def write_subset(font: TTFont, letters: set[str], family: str, style: str, target: Path) -> None:
    options = subset.Options(hinting=False, glyph_names=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 6, 13, 14])
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=map(ord, letters))
    chosen.subset(font)
    for record, text in ((1, family), (2, style), (3, f"{family} {style}"), (4, f"{family} {style}")):
        font["name"].setName(text, record, 3, 1, 0x409)
    font["name"].setName(f"{family}-{style}".replace(" ", ""), 6, 3, 1, 0x409)
    font.save(target)


def main(packages: Path, output: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, weight, family, style in FACES:
            font = whole_face(packages / name, weight, Path(folder))
            rare = {chr(code) for code in font.getBestCmap()} - COMMON
            stem = f"{family}-{style}".replace(" ", "")
            write_subset(font, COMMON, family, style, output / f"{stem}.ttf")
            if "Narrow" not in family:
                font = whole_face(packages / name, weight, Path(folder))
                write_subset(font, rare | SPACES, f"{family} Rare", style, output / f"{stem}-Rare.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
