"""`./cabinet screenshots --docs`: the few pictures of README and docs, taken from the running demonstration town.

Real flows in a Russian browser: a customer registers, pays by card at the sandbox and reads the letters; an operator
looks the account up. Nothing is scripted, so sums and dates agree with each other. Run it on a freshly loaded town.
"""

import io
import os
import sys
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deploy.launcher.host.paths import HOME, ROOT
from deploy.simulators.demo.mailbox import Mailbox
from tests.gateway.gallery.stage import chromium
from tests.support.browser.customer import Customer
from tests.support.browser.staff import Member
from tests.support.running_portal import RunningPortal

FOLDER = ROOT / "docs" / "pictures"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1200, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}
TALLEST, QUALITY = 2400, 60
PAYER, DEBTOR = "180111111", "180111116"
"""Of the town's cast: a meter of one zone, and a household in debt."""
MOST_FILES, MOST_BYTES = 12, 1_500_000


def main() -> int:
    portal = RunningPortal(HOME, dict(os.environ))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        customer = signed_in(window(browser, portal, DESKTOP), portal, PAYER)
        walk_as_customer(customer)
        letter(customer, portal)
        phone = signed_in(window(browser, portal, PHONE), portal, DEBTOR)
        keep(phone.page, "home-debt-phone")
        phone.page.goto("/readings")
        keep(phone.page, "readings-phone")
        walk_as_operator(Member.sign_in(browser, portal, "operator"))
    files = sorted(FOLDER.glob("*.webp"))
    size = sum(file.stat().st_size for file in files)
    print(f"{len(files)} pictures, {size // 1024} KiB in {FOLDER.relative_to(ROOT)}")
    return 0 if len(files) <= MOST_FILES and size <= MOST_BYTES else 1


def window(browser: Browser, portal: RunningPortal, shape: dict[str, Any]) -> BrowserContext:
    context = browser.new_context(base_url=portal.url, locale="ru-RU", timezone_id="Europe/Moscow", **shape)
    context.set_default_timeout(30_000)
    return context


def signed_in(at: BrowserContext, portal: RunningPortal, account: str) -> Customer:
    """A customer of this account, who registers unless an earlier run has done so."""
    customer = Customer(at, Mailbox(portal.mailbox), account, f"abonent-{account[-4:]}@example.ru")
    try:
        customer.sign_in()
    except AssertionError:
        customer.register()
        customer.sign_in()
    return customer


def walk_as_customer(customer: Customer) -> None:
    page = customer.page
    keep(page, "home-desktop")
    bill(customer)
    customer.type_readings(145)
    customer.pay(page.get_by_label("Сумма к оплате").input_value())
    expect(page.get_by_text("Платеж успешно выполнен")).to_be_visible()
    keep(page, "paid-desktop")
    for section in ("readings", "settlements", "consumption"):
        page.goto(f"/{section}")
        keep(page, f"{section}-desktop")


def bill(customer: Customer) -> None:
    """The first page of the last bill, as it is printed."""
    customer.page.goto("/bills")
    address = customer.page.locator("a[href$='.pdf']").first.get_attribute("href") or ""
    content = customer.window.request.get(address.removesuffix("pdf") + "png").body()
    image = Image.open(io.BytesIO(content)).convert("RGB")
    image.thumbnail((1000, 1500))
    save(image, "bill")
    customer.page.goto("/home")


def letter(customer: Customer, portal: RunningPortal) -> None:
    customer.mailbox.wait(customer.email, "Чек")
    page = customer.window.new_page()
    page.goto(portal.mailbox)
    page.get_by_role("link", name="Чек").first.click()
    keep(page, "letter-desktop")


def walk_as_operator(member: Member) -> None:
    member.page.set_viewport_size(DESKTOP["viewport"])
    member.find("Ленина")
    keep(member.page, "desk-search-desktop")
    member.page.goto(f"/staff/accounts/{PAYER}")
    keep(member.page, "desk-account-desktop")


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    save(Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled"))).convert("RGB"), name)


def save(image: Image.Image, name: str) -> None:
    image.crop((0, 0, image.width, min(image.height, TALLEST))).save(
        FOLDER / f"{name}.webp", "WEBP", quality=QUALITY, method=6
    )


if __name__ == "__main__":
    sys.exit(main())
