"""Refunds that wait for a second person."""

from chassis.database.second_person import HeldCommand
from services.payments.base import Table


class HeldCommandRow(HeldCommand, Table):
    """A refund above the limit of who asked for it."""

    __tablename__ = "held_commands"
