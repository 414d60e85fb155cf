"""Files that a setting names, SUPPLIER_FILE and LIMITS_FILE: whoever reads one stops at its start when it is wrong."""

from collections.abc import Callable

from pydantic import ValidationError


def usable(load: Callable[[str | None], object]) -> Callable[[str | None], str | None]:
    """Returns the validator of a setting whose file `load` reads; an empty setting becomes None.

    The validator raises ValueError, which names the field and the remedy.
    """

    def judge(path: str | None) -> str | None:
        try:
            load(path or None)
        except OSError as missing:
            raise ValueError(f"cannot be read: {missing}") from None
        except UnicodeDecodeError as strange:
            raise ValueError(f"is not UTF-8 at byte {strange.start}: save it as UTF-8") from None
        except ValidationError as wrong:
            faults = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}".removeprefix(": ") for one in wrong.errors())
            raise ValueError(f"has wrong values: {'; '.join(faults)}") from None
        return path or None

    return judge
