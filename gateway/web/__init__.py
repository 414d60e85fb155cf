"""The pages: one blueprint a subject."""

from flask import Blueprint


def pages() -> list[Blueprint]:
    """Every blueprint of the pages."""
    from gateway.web import (  # noqa: PLC0415  the blueprints import this package's siblings
        archive,
        bill_check,
        consumption,
        crediting,
        debt,
        delivery,
        email,
        entrance,
        feedback,
        home,
        information,
        linked,
        password,
        pay,
        payments,
        privacy,
        profile,
        readings,
        recovery,
        registration,
        sbp,
        sessions,
        settlements,
        timeline,
        tokens,
        unsubscribe,
    )

    modules = (
        entrance, registration, recovery, email, password, home, pay, payments, sbp, archive,
        bill_check, consumption, crediting, debt, settlements, timeline, readings, profile, delivery, linked,
        sessions, tokens, privacy,
        feedback, information, unsubscribe,
    )  # fmt: skip
    return [module.blueprint for module in modules]
