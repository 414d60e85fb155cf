"""The whole system, started by the launcher as a person would start it, and Debian's browser before it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.support.browser.customer import PASSWORD
from tests.support.log_scan import leaks
from tests.support.running_portal import RunningPortal, running_portal

SAID = (PASSWORD, "ANNA IVANOVA")
"""What people type in these tests and no log may repeat."""
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
NO_JAVASCRIPT = {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False}


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("cabinet")) as running:
        yield running
        assert leaks(running.home / "logs", SAID) == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("no chromium: run ./cabinet test, which installs it", pytrace=False)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture
def window(request: pytest.FixtureRequest, browser: Browser, portal: RunningPortal) -> Iterator[BrowserContext]:
    """A fresh browser window, of a desk unless the test asks for another by parametrizing indirectly."""
    shape = getattr(request, "param", DESKTOP)
    context = browser.new_context(base_url=portal.url, locale="ru-RU", timezone_id="Europe/Moscow", **shape)
    context.set_default_timeout(20_000)
    yield context
    context.close()
