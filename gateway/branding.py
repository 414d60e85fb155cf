"""The supplier's colours as a stylesheet; refuses colours on which text has too little contrast (WCAG 2.2, 1.4.3)."""

from contracts.branding import Colours

READABLE = 4.5
"""The contrast that AA asks of text."""
TEXT_ON = {
    "brand": "#ffffff",
    "brand_deep": "#ffffff",
    "spark": "#17262b",
    "tint": "#4a5b61",
    "dark_tint": "#a9babd",
}


def stylesheet(chosen: Colours) -> bytes:
    """In place of the tokens' own, in every theme; ValueError names the colour and the contrast that it lacks."""
    for name, text in TEXT_ON.items():
        reached = contrast(getattr(chosen, name), text)
        if reached < READABLE:
            raise ValueError(f"colours.{name}: contrast with {text} is {reached:.1f}, must be {READABLE} or more")
    return (
        f"html[data-theme] {{ --brand: {chosen.brand}; --brand-deep: {chosen.brand_deep}; --spark: {chosen.spark} }}\n"
        f":root {{ --brand-tint: {chosen.tint} }}\n"
        f'html[data-theme="dark"] {{ --brand-tint: {chosen.dark_tint} }}\n'
        f'@media (prefers-color-scheme: dark) {{ html[data-theme="auto"] {{ --brand-tint: {chosen.dark_tint} }} }}\n'
    ).encode()


def contrast(one: str, other: str) -> float:
    """Of two colours `#rrggbb`, from 1 to 21, by their relative luminance."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
