"""Exact arithmetic in kopecks. Volumes are whole kWh, prices whole kopecks per kWh, so nothing here is a float."""

from decimal import Decimal, InvalidOperation

from services.billing.rules.errors import BadInputError


def half_up(numerator: int, denominator: int) -> int:
    """Round the fraction to a whole number, halves away from zero (ROUND_HALF_UP). The denominator is positive."""
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def times(amount: int, factor: Decimal) -> int:
    """Multiply whole units (kopecks, kWh) by an exact factor and round the result half up to a whole unit."""
    numerator, denominator = factor.as_integer_ratio()
    return half_up(amount * numerator, denominator)


def decimal(text: object, field: str) -> Decimal:
    """Read an exact number given as a string or int; floats have already lost what was written, so they are refused."""
    if isinstance(text, bool) or not isinstance(text, str | int | Decimal):
        raise BadInputError(field, 'must be a number written as a string, such as "7.36"')
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadInputError(field, 'must be a number with a dot, such as "7.36"') from None
    if not number.is_finite():
        raise BadInputError(field, "must be a finite number")
    return number


def kopecks(text: object, field: str) -> int:
    """Read rubles, `"7.36"`, as whole kopecks, 736. Tariffs are set with two decimals (rule A1)."""
    exact = decimal(text, field) * 100
    if exact != exact.to_integral_value():
        raise BadInputError(field, "must have at most two decimals")
    return int(exact)


def rubles(amount: int) -> str:
    """Write whole kopecks as rubles with two decimals: 736 is `"7.36"`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"
