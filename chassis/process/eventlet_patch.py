"""eventlet under a running service: switched on before all other imports, and proven to have taken effect."""

import os
import warnings


def patch() -> None:
    """Make the standard library green and psycopg wait in Python; must run before either is imported elsewhere.

    psycopg's C wait loop does not know eventlet: it would stop every greenlet of the process for each query, and two
    greenlets that meet on one row lock would stop it for good, invisibly to PostgreSQL.
    """
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"
    warnings.filterwarnings("ignore", message=r"(?s).*[Ee]ventlet is deprecated")
    warnings.filterwarnings("ignore", message=r"(?s).*Eventlet is")
    import eventlet  # noqa: PLC0415 - only here, and only in a running service
    import eventlet.tpool  # noqa: PLC0415 - chassis.service.declarations.blocking looks for it

    eventlet.monkey_patch()


def prove() -> None:
    """Raise RuntimeError unless sockets and database waits are green."""
    import psycopg.waiting  # noqa: PLC0415
    from eventlet.patcher import is_monkey_patched  # noqa: PLC0415

    chosen = getattr(psycopg.waiting.wait, "__name__", "its own loop")
    if chosen != "wait_select" or not is_monkey_patched("select"):
        raise RuntimeError(f"psycopg waits by {chosen}: a query would stop the whole process")
