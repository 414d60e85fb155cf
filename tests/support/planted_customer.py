"""A customer who leaves a recognisable trace in every section of the cabinet, through the API and the pages."""

import base64
import io
import re
import secrets
import zipfile
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from deploy.simulators.demo import bank
from deploy.simulators.demo.mailbox import Mailbox, link
from deploy.simulators.demo.portal import Portal
from deploy.simulators.demo.waiting import eventually
from tests.support.running_portal import RunningPortal
from tests.support.sample_files import PDF


class _From(HTTPAdapter):
    """Connects from an address of the loopback network that nobody else uses."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *shape: Any, **options: Any) -> None:
        super().init_poolmanager(*shape, **options, source_address=(self._address, 0))


@dataclass
class Planted:
    """`mark` makes the values of one customer unlike those of all others; `card` as the bank has published it."""

    running: RunningPortal
    account: str
    mark: str
    address: str
    card: bank.Card
    known: dict[str, str] = field(default_factory=dict)
    """What the person has told us or we know of them, by name."""
    secret: dict[str, str] = field(default_factory=dict)
    """What no database may hold at any time."""

    def __post_init__(self) -> None:
        self.known["e-mail"] = f"{self.mark}@example.ru"
        self.known |= {"browser": f"{self.mark}-Browser/7.3", "address": self.address}
        self.secret |= {"password": secrets.token_urlsafe(16), "card": self.card.pan, "card holder": "IVAN IVANOV"}
        self.mailbox = Mailbox(self.running.mailbox)
        self.api, self.pages = Portal(self.running.url), requests.Session()
        for session in (self.api.http, self.pages):
            session.headers["User-Agent"] = self.known["browser"]
            session.mount("http://", _From(self.address))

    def register(self) -> None:
        """Registered, activated, signed in twice: by a program and in a browser."""
        self.form(self.account)
        token = link(self.mailbox.wait(self.known["e-mail"], "актив"), "activ").rsplit("=", 1)[-1]
        self.api.post("/registrations/activation", token=token)
        self.sign_in()

    def form(self, account: str) -> None:
        password = self.secret["password"]
        words = {"password": password, "password_confirmation": password, "email": self.known["e-mail"]}
        self.api.post("/registrations", account_number=account, consent=True, **words)

    def sign_in(self) -> None:
        password = self.secret["password"]
        self.api.token = self.api.post("/sessions", account_number=self.account, password=password)["token"]
        self.send("/", "/", account_number=self.account, password=password)
        self.secret["session"] = str(self.api.token)
        self.secret |= {f"cookie {name}": value for name, value in self.pages.cookies.items() if len(value) > 20}

    def send(self, page: str, path: str, **fields: str) -> requests.Response:
        """The form of a page, sent as a browser does."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.pages.get(f"{self.running.url}{page}").text)
        assert token, f"{page} has no form"
        posted = {"csrf_token": token[1]} | fields
        answer = self.pages.post(
            f"{self.running.url}{path}", data=posted, headers={"Referer": f"{self.running.url}{page}"}, timeout=60
        )
        assert answer.ok, f"{path}: {answer.status_code}\n{answer.text}"
        return answer

    def confirmed(self, page: str, path: str, **fields: str) -> requests.Response:
        """The same with the current password."""
        return self.send(page, path, current_password=self.secret["password"], **fields)

    def change_address(self) -> None:
        """To a new one, which is confirmed."""
        self.known["former e-mail"] = self.known["e-mail"]
        self.known["e-mail"] = f"{self.mark}.new@example.ru"
        self.confirmed("/settings", "/settings/email", email=self.known["e-mail"])
        letter = self.mailbox.wait(self.known["e-mail"], "адрес")
        path = link(letter, "token=").removeprefix(self.running.url)
        self.send(path, path.split("?")[0], token=path.rsplit("=", 1)[-1])
        self.sign_in()

    def fill_settings(self) -> None:
        """Phone, alias, token, and an address that is never confirmed."""
        self.known |= {
            "phone": f"7916{secrets.randbelow(10**7):07d}",
            "alias": f"Дача {self.mark}",
            "token name": f"Термостат {self.mark}",
            "unconfirmed e-mail": f"{self.mark}.never@example.ru",
        }
        self.confirmed("/settings", "/settings/phone", phone="+" + self.known["phone"])
        self.send("/settings", f"/settings/accounts/{self.account}/name", alias=self.known["alias"])
        words = {"current_password": self.secret["password"], "scopes": ["read"], "days": 30}
        self.secret["token"] = self.api.post("/tokens", name=self.known["token name"], **words)["token"]
        self.confirmed("/settings", "/settings/email", email=self.known["unconfirmed e-mail"])

    def write(self) -> None:
        """An appeal with a file, and a draft."""
        self.known |= {
            "appeal": f"обращение {self.mark}",
            "file name": f"{self.mark}.pdf",
            "file": f"content-{self.mark}",
            "draft": f"черновик {self.mark}",
        }
        content = PDF.replace(b"%%EOF", b"%" + self.known["file"].encode() + b"\n%%EOF")
        attached = {"name": self.known["file name"], "content": base64.b64encode(content).decode()}
        self.api.post("/appeals", text=self.known["appeal"], kind="other", files=[attached])
        self.send("/feedback", "/feedback/draft", kind="other", text=self.known["draft"])

    def pay(self, account: str, kopecks: int) -> None:
        """A payment with a receipt by e-mail, to its end at the bank."""
        self.known["receipt e-mail"] = f"{self.mark}.receipt@example.org"
        meter = self.api.get(f"/accounts/{account}")["meter"]["meter"]
        values = {one["zone"]: f"{(one['last_value'] or 0) + 9:0{meter['digits']}d}" for one in meter["registers"]}
        words = {"account_number": account, "amount": kopecks, "readings": values, "confirmed": True}
        started = self.api.post("/payments", receipt_email=self.known["receipt e-mail"], **words)
        bank.pay(started["payment_url"], self.card)
        paid = eventually(
            lambda: self.api.get(f"/payments/{started['id']}"), lambda seen: seen["approval_code"], "the payment", 60
        )
        self.known |= {"card mask": paid["card_masked"], "approval code": paid["approval_code"]}

    def copy(self) -> str:
        """«Скачать мои данные»: all files one after the other."""
        answer = self.confirmed("/settings/privacy", "/settings/privacy/data")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            return "\n".join(f"{name}\n{packed.read(name).decode()}" for name in packed.namelist())

    def delete(self) -> None:
        """«Удалить кабинет», until its letter has come."""
        self.confirmed("/settings/privacy/delete", "/settings/privacy/delete", understood="1")
        self.mailbox.wait(self.known["e-mail"], "удал")
