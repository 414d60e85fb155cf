"""Commands that wait for a second person."""

from chassis.database.second_person import HeldCommand
from services.billing.base import Base


class HeldCommandRow(HeldCommand, Base):
    """A correction, its undoing or a publication above the limit of who asked for it."""

    __tablename__ = "held_commands"
