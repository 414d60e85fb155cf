"""The main job in the order in which a customer does it; each step says what it saw."""

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from deploy.simulators.demo import bank
from deploy.simulators.demo.mailbox import Mailbox, link
from deploy.simulators.demo.portal import Portal, Refused
from deploy.simulators.demo.waiting import eventually
from deploy.simulators.demo_town.household import town

_TOWN = (354, 300)
"""Seed and size of the town that `./cabinet up` loads."""
_USE = 120
"""kWh that each register has counted since the last reading."""


class Story:
    def __init__(self, portal: Portal, mailbox: str, tell: Callable[[str], None]) -> None:
        self.portal, self.mailbox, self.tell = portal, Mailbox(mailbox, portal.verify), tell
        self.email = f"demo-{secrets.token_hex(4)}@example.ru"
        self.number = ""

    def play(self, account: str | None = None) -> None:
        """Play everything; raises what the first failing step raised."""
        self._register([account] if account else list(_candidates()))
        seen = self._look()
        values = self._check(seen)
        paid = self._pay(seen, values)
        self._see_everywhere(paid)
        self._send_without_payment(values)
        self._leave()

    def _register(self, candidates: list[str]) -> None:
        password = secrets.token_urlsafe(12)
        for self.number in candidates:
            try:
                self.portal.post(
                    "/registrations",
                    account_number=self.number,
                    password=password,
                    password_confirmation=password,
                    email=self.email,
                    consent=True,
                )
                break
            except Refused as refused:
                if refused.status != 409 or self.number == candidates[-1]:
                    raise
        self.tell(f"registered account {self.number} with {self.email}")
        letter = self.mailbox.wait(self.email, "актив")
        token = re.split(r"[=/#]", link(letter, "activ"))[-1]
        self.portal.post("/registrations/activation", token=token)
        self.tell(f"got the letter «{letter['subject']}» and followed its link")
        opened = self.portal.post("/sessions", account_number=self.number, password=password)
        self.portal.token = opened["token"]
        self.tell("signed in")

    def _look(self) -> dict[str, Any]:
        account = self.portal.get(f"/accounts/{self.number}")
        overview, meter = account["overview"], account["meter"]["meter"]
        bill = overview["bill"]
        zones = ", ".join(register["zone"] for register in meter["registers"])
        self.tell(
            f"bill of {bill['period']}: {_rubles(bill['total_kopecks'])}, due {_rubles(overview['due_kopecks'])} "
            f"until {bill['due_on']}; meter {meter['serial']}, {meter['digits']} digits, zones {zones}"
        )
        for kind, signature in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
            content = self.portal.file(f"/accounts/{self.number}/bills/{bill['period']}.{kind}")
            assert content.startswith(signature), f"the bill's {kind} is not a {kind}"
            self.tell(f"the bill as {kind.upper()}: {len(content) // 1024} KiB")
        return dict(account)

    def _check(self, account: dict[str, Any]) -> dict[str, str]:
        meter = account["meter"]["meter"]
        values = {
            register["zone"]: f"{((register['last_value'] or 0) + _USE) % 10 ** meter['digits']:0{meter['digits']}d}"
            for register in meter["registers"]
        }
        answer = self.portal.post(f"/accounts/{self.number}/readings/check", values=values)
        check, price = answer["check"], answer["price"]
        volume = sum(zone["volume"] for zone in check["zones"])
        cost = _rubles(price["amount_kopecks"]) if price else "price unknown now"
        self.tell(f"readings {values}: {check['verdict']}, {volume} kWh, {cost}, count for {check['period']}")
        return values

    def _pay(self, account: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
        amount = account["overview"]["due_kopecks"] or 10_000
        started = self.portal.post(
            "/payments",
            account_number=self.number,
            amount=amount,
            readings=values,
            receipt_email=self.email,
            confirmed=True,
        )
        self.tell(f"payment {started['id']} of {_rubles(amount)}: the bank's page is {started['payment_url']}")
        back = bank.pay(started["payment_url"], verify=self.portal.verify)
        self.portal.http.get(back, timeout=30, verify=self.portal.verify)
        self.tell("paid by card with a 3-D Secure code and came back")
        payment = eventually(
            lambda: self.portal.get(f"/payments/{started['id']}"), lambda p: p["final"], "the end of the payment"
        )
        assert payment["status_text"] == "Платеж успешно выполнен", payment["status_text"]
        self.tell(payment["status_text"])
        return dict(payment)

    def _see_everywhere(self, payment: dict[str, Any]) -> None:
        amount, today = payment["amount_kopecks"], date.today()  # noqa: DTZ011
        days = {"from": (today - timedelta(days=60)).isoformat(), "to": (today + timedelta(days=1)).isoformat()}
        overview = eventually(
            lambda: self.portal.get(f"/accounts/{self.number}")["overview"],
            lambda seen: seen["paid_for_bill_kopecks"] == amount,
            "the row «Оплачено по текущей квитанции»",
        )
        self.tell(f"«Оплачено по текущей квитанции»: {_rubles(overview['paid_for_bill_kopecks'])}")
        credited = self.portal.get(f"/accounts/{self.number}/credits", **days)["credits"]
        mine = [credit for credit in credited if credit["amount_kopecks"] == amount and "кабинет" in credit["channel"]]
        assert len(mine) == 1, f"credited {len(mine)} times"
        self.tell(f"«Зачисления»: credited once, {mine[0]['channel']}")
        readings = eventually(
            lambda: self.portal.get(f"/accounts/{self.number}/readings", **days)["readings"],
            lambda seen: any(reading["source"] == "payment" for reading in seen),
            "the reading «при оплате»",
        )
        self.tell(f"«Показания»: {sum(reading['source'] == 'payment' for reading in readings)} at payment")
        settled = self.portal.get(f"/accounts/{self.number}/settlements", **days)["settlements"]
        self.tell(f"«Расчеты»: {len(settled)} periods")
        receipt = self.portal.file(f"/payments/{payment['payment_id']}/receipt.pdf")
        letter = self.mailbox.wait(self.email, "чек")
        self.tell(f"receipt as PDF: {len(receipt) // 1024} KiB; letter «{letter['subject']}»")

    def _send_without_payment(self, values: dict[str, str]) -> None:
        more = {zone: f"{(int(digits) + 5) % 10 ** len(digits):0{len(digits)}d}" for zone, digits in values.items()}
        sent = self.portal.post(f"/accounts/{self.number}/readings", values=more, confirmed=True)
        self.tell(f"sent readings without a payment: counted for {sent['period']}")

    def _leave(self) -> None:
        self.portal.delete("/sessions/current")
        try:
            self.portal.get("/accounts")
        except Refused as refused:
            assert refused.status == 401, refused
            self.tell("signed out: the token is dead on the server")
        else:
            raise AssertionError("the token works after signing out")


def _candidates() -> Iterator[str]:
    """Accounts of the demonstration town with a meter, the plain ones of the cast first."""
    households = town(*_TOWN, date.today())  # noqa: DTZ011
    return (h.number for h in households if h.meter and not h.replaced and not h.silent and not h.notice)


def _rubles(kopecks: int) -> str:
    return f"{kopecks // 100},{kopecks % 100:02d} ₽"
