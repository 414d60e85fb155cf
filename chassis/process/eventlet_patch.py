"""eventlet's monkey patch: applied before all other imports of a running service, and verified at start."""

import os
import warnings


def patch() -> None:
    """Patch the standard library and have psycopg wait in Python; call it before either is imported elsewhere.

    psycopg's C wait loop does not know eventlet: each query would stop every greenlet of the process, and two
    greenlets that wait for one row lock would stop it for good, invisibly to PostgreSQL.
    """
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"
    warnings.filterwarnings("ignore", message=r"(?s).*[Ee]ventlet is deprecated")
    warnings.filterwarnings("ignore", message=r"(?s).*Eventlet is")
    import eventlet  # noqa: PLC0415 - in a running service only
    import eventlet.tpool  # noqa: PLC0415 - chassis.service.declarations.blocking uses it

    eventlet.monkey_patch()


def verify() -> None:
    """Raise RuntimeError unless sockets and database waits yield to other greenlets."""
    import psycopg.waiting  # noqa: PLC0415
    from eventlet.patcher import is_monkey_patched  # noqa: PLC0415

    chosen = getattr(psycopg.waiting.wait, "__name__", "its own loop")
    if chosen != "wait_select" or not is_monkey_patched("select"):
        raise RuntimeError(f"psycopg waits with {chosen}: a query would stop the whole process")
