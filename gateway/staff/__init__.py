"""The supplier's desk under `/staff` (S5): one blueprint a subject, all of them inside `staff`."""

from flask import Blueprint


def desk() -> Blueprint:
    """The whole desk as one blueprint; its context is there for errors of its pages too."""
    from gateway.staff import (  # noqa: PLC0415  the blueprints import this package's siblings
        accounts,
        agreements,
        answering,
        appeals,
        audit,
        corrections,
        dead_letters,
        debts,
        entrance,
        figures,
        imports,
        inspection,
        letters,
        look,
        navigation,
        news,
        operations,
        payments,
        previews,
        rates,
        reconciliation,
        refunds,
        registers,
        reminders,
        restoring,
        restriction,
        reviews,
        run_checks,
        runs,
        search,
        templates,
    )

    whole = Blueprint("staff", __name__, url_prefix="/staff")
    whole.context_processor(navigation.desk_context)
    for part in (
        entrance, search, accounts, payments, reviews, refunds, registers, operations, reconciliation, restoring,
        appeals, answering, inspection, corrections, debts, restriction, agreements, letters, runs, run_checks, imports,
        rates, look, figures, audit, dead_letters, templates, previews, news,
        reminders,
    ):  # fmt: skip
        whole.register_blueprint(part.blueprint)
    return whole
