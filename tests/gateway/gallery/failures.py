"""What a person sees when something does not work."""

from pathlib import Path

from playwright.sync_api import Page

from chassis.errors import Refusal, RpcTimeout
from tests.gateway.gallery.scene import Scene
from tests.support.scripted.people import FLAT


def post_too_much(page: Page) -> None:
    page.evaluate("document.querySelector('input[name=account_number]').maxLength = 100000")
    page.get_by_label("Номер лицевого счёта").fill("1" * 70_000)
    page.get_by_label("Пароль", exact=True).fill("1")
    page.get_by_role("button", name="Войти в систему").click()
    page.get_by_role("heading", name="Слишком большой").wait_for()


def refused(code: str, message: str, **details: int) -> dict[str, object]:
    return {"billing.list_credits": Refusal(code, message, None, details)}


WORKS = Path(__file__).with_name("works.txt")
SCENES = (
    Scene("maintenance", "Технические работы", "/home", "anybody", settings={"maintenance_file": str(WORKS)}),
    Scene(
        "error-403", "Ошибка 403", "/credits", answers=refused("forbidden", "Этот раздел Вам недоступен."), status=403
    ),
    Scene("error-404", "Ошибка 404", "/no-such-page", "anybody", status=404),
    Scene("error-413", "Ошибка 413", "/", "anybody", act=post_too_much),
    Scene(
        "error-429",
        "Ошибка 429",
        "/credits",
        answers=refused("too_many_attempts", "Слишком много попыток. Повторите через минуту.", retry_after=60),
        status=429,
    ),
    Scene(
        "error-500",
        "Ошибка 500",
        "/credits",
        answers={"billing.list_credits": ZeroDivisionError("scripted")},
        status=500,
    ),
    Scene(
        "section-unavailable",
        "Раздел временно недоступен (503)",
        "/credits",
        answers={"billing.list_credits": RpcTimeout("billing.list_credits")},
        status=503,
    ),
    Scene(
        "bill-unknown",
        "Такого счёта нет",
        f"/bills/{FLAT}/2020-01",
        answers={"billing.get_bill": Refusal("bill_not_found", "Счёта за этот период нет.")},
        status=404,
    ),
)
