"""Giving a partner his access, a new password, other events, and taking all of it away again."""

import re
import secrets
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from contracts.partners import OFFERED
from deploy.local.broker import Administration
from deploy.local.credentials import Credentials
from deploy.local.progress import SetupError
from deploy.partners import channel
from deploy.partners.register import Partner, Register

NAME = re.compile(r"^[a-z][a-z0-9-]{1,30}$")


@dataclass
class Office:
    """The people's side of the channel; `vhost` is the portal's own virtual host."""

    admin: Administration
    vhost: str
    keys: Credentials
    register: Register

    def add(self, name: str, events: list[str], today: date) -> str:
        """The new partner's password, told once. SetupError for a bad name, unknown events, or a known partner."""
        if not NAME.match(name):
            raise SetupError("a partner's name is 2 to 31 small Latin letters, digits and hyphens, a letter first")
        if name in self.register.read():
            raise SetupError(f"{name} is a partner already: `rotate` gives a new password, `change` other events")
        partner = Partner(name, chosen(events), today.isoformat())
        password = self._grant(name)
        self.admin.apply(channel.inner(self.vhost, partner))
        self.register.put(partner)
        return password

    def change(self, name: str, events: list[str]) -> None:
        """Other events from now on; the password stays."""
        partner = Partner(name, chosen(events), self.known(name).since)
        self.admin.apply(channel.inner(self.vhost, partner))
        self.register.put(partner)  # what he shall not hear any more is dropped by the bridge from now on

    def rotate(self, name: str) -> str:
        """A new password, told once; connections of the old one end, events wait in the queue."""
        self.known(name)
        return self._grant(name)

    def remove(self, name: str) -> None:
        """No access, no queue, nothing waiting."""
        self.known(name)
        self.register.drop(name)
        self.admin.remove(channel.vhost_of(self.vhost, name), [self.user(name)])
        for queue in (channel.inner_queue(name), f"{channel.inner_queue(name)}.dead"):
            self.admin.drop_queue(self.vhost, queue)

    def known(self, name: str) -> Partner:
        try:
            return self.register.read()[name]
        except KeyError:
            raise SetupError(f"there is no partner {name!r}; `list` shows them") from None

    def user(self, name: str) -> str:
        return channel.user_of(self.keys.mark, name)

    def address(self, name: str, password: str, broker: str) -> str:
        """What the partner needs to connect; `broker` is scheme, host and port as he reaches them."""
        scheme, _, host = broker.partition("://")
        his = quote(channel.vhost_of(self.vhost, name), safe="")
        return f"{scheme}://{self.user(name)}:{password}@{host}/{his}"

    def _grant(self, name: str) -> str:
        password = secrets.token_urlsafe(24)
        bridge, _ = self.keys.pair(f"rabbitmq:{channel.BRIDGE}", channel.BRIDGE)
        self.admin.apply(channel.outer(self.vhost, name, self.user(name), password, bridge))
        self.admin.limit(self.user(name), channel.MOST_CONNECTIONS, channel.MOST_CHANNELS)
        self.admin.disconnect(self.user(name))
        return password


def chosen(events: list[str]) -> tuple[str, ...]:
    """The names, each once, in their order. Raises SetupError for none or an unknown one."""
    unknown = [name for name in events if name not in OFFERED]
    if unknown or not events:
        raise SetupError(f"{', '.join(unknown) or 'no event'}: choose among {', '.join(OFFERED)}")
    return tuple(dict.fromkeys(events))
