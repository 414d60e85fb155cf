"""Whom a process believes on the broker: the answer depends on the broker's users and on one setting.

RabbitMQ refuses a message whose `user_id` is not the user of its connection. Our publishers set it, so a consumer knows
from whom an event comes, by whatever exchange it came.
"""

from dataclasses import dataclass

from chassis.amqp.address import user_of
from chassis.settings import Mode


@dataclass(frozen=True, slots=True)
class Trust:
    """What the process `name`, connected as `user`, believes."""

    name: str
    user: str
    enforce: bool = True
    """Whether a message of the former release, which says less of itself, is refused instead of logged."""

    @classmethod
    def of(cls, amqp_url: str, name: str, mode: Mode) -> "Trust":
        """For the process of that name with this address of the broker."""
        return cls(name, user_of(amqp_url), mode == "enforce")

    def publishes(self, source: str, user: object) -> bool:
        """Whether this broker user may have published an event of `source` into our queue.

        Our own user may: retries and replayed dead letters are our copies. Users are named alike, as
        `<process>_<mark>`: the publisher's is ours with the name of the source. Where one user serves all processes,
        only that one is believed.
        """
        return user in (self.user, self._user_of(source))

    def calls(self, process: str, user: object) -> bool:
        """Whether this broker user may have made a call that the key of `process` has signed.

        So what was signed for one user works for no other, who may have seen it. Our own user makes no calls to us.
        """
        return user == self._user_of(process)

    def _user_of(self, process: str) -> str:
        return self.user.replace(self.name, process, 1)
