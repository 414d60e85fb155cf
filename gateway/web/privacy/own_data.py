"""«Скачать мои данные»: a ZIP of what every service keeps of the person, JSON for programs and CSV for tables."""

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel

from contracts.auth import From
from contracts.feedback import AppealsQuery
from contracts.wire import AccountRef, AccountRefs, AccountsInterval, Interval, Nothing
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import Answer, Round, ask, services
from gateway.backend.timeline import movements
from gateway.http.files.sheets import csv_text
from gateway.http.files.timeline_file import HEADINGS, written
from gateway.http.forms.intervals import today
from gateway.http.identity.token import remote_ip

BEGINNING = date(2000, 1, 1)
SECONDS = 30.0
README = """Мои данные из «Личного кабинета»

profile.json      профиль, согласия, сеансы, токены, история входов
delivery.json     доставка счетов и напоминания
payments.json     платежи через кабинет; адрес для чека и карта — только у Ваших собственных
letters.json      письма, которые мы Вам отправили: когда, о чём, на какой адрес
draft.json        начатое и не отправленное обращение
appeals.json      обращения и ответы (файлы можно скачать в разделе «Обратная связь»)
accounts/НОМЕР/   по каждому лицевому счёту: сводка, счета, зачисления, расчёты, показания;
                  timeline.csv — начисления и оплаты одной таблицей

Суммы в файлах JSON — в копейках, время — по UTC. Счета в PDF скачиваются в разделе «Счета».
"""


def archive(numbers: list[str], primary: str) -> bytes:
    """Returns the complete ZIP; refuses when any service is silent, because a part must not pass for the whole."""
    with refuse_invalid():
        mine = ask(services().auth.get_own_data, From(ip=remote_ip()))
    until = today()
    with Round(SECONDS) as call:
        found: dict[str, Answer[Any]] = {
            "delivery": call(services().notifications.get_delivery, Nothing()),
            "letters": call(services().notifications.list_own_letters, Nothing()),
            "draft": call(services().feedback.get_draft, Nothing()),
            "payments": call(
                services().payments.list_payments,
                AccountsInterval(account_numbers=numbers, since=BEGINNING, until=until),
            ),
            "appeals": call(
                services().feedback.list_appeals,
                AppealsQuery(account_number=primary, since=BEGINNING, until=until),
            ),
        }
    files = {"README.txt": README, "profile.json": _json(mine)}
    files |= {f"{name}.json": _json(answer.value) for name, answer in found.items()}
    for number in numbers:
        files |= {f"accounts/{number}/{name}": content for name, content in _account(number, until)}
    return _zip(files)


def _account(number: str, until: date) -> Iterable[tuple[str, str]]:
    always = Interval(account_number=number, since=BEGINNING, until=until)
    with Round(SECONDS) as call:
        found: dict[str, Answer[Any]] = {
            "overview": call(services().billing.get_overviews, AccountRefs(account_numbers=[number])),
            "meter": call(services().readings.get_meters, AccountRefs(account_numbers=[number])),
            "bills": call(services().billing.list_bills, AccountRef(account_number=number)),
            "credits": call(services().billing.list_credits, always),
            "settlements": call(services().billing.list_settlements, always),
            "readings": call(services().readings.list_readings, always),
        }
        timeline = call(services().billing.get_timeline, always)
    yield from ((f"{name}.json", _json(answer.value)) for name, answer in found.items())
    yield "timeline.csv", csv_text(HEADINGS, written(movements(timeline.value.entries)))


def _json(message: BaseModel) -> str:
    return json.dumps(message.model_dump(mode="json"), ensure_ascii=False, indent=1)


def _zip(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(name, content.encode("utf-8-sig" if name.endswith(("csv", "txt")) else "utf-8"))
    return packed.getvalue()
