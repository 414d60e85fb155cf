"""VAT contained in a price (rule A11)."""

from services.billing.rules.money import half_up


def included(amount: int, percent: int) -> int:
    """Kopecks of VAT inside `amount` kopecks at `percent`: amount × r / (100 + r), half up (B39, B40)."""
    return half_up(amount * percent, 100 + percent)
