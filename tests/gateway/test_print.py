"""Pages on paper, as chromium prints them: real tables, whose and of which days they are, nothing blank behind."""

import io

import pypdf
import pytest
from playwright.sync_api import Browser

from tests.gateway.gallery import SCENES
from tests.gateway.gallery.stage import Stage
from tests.support.scripted.people import NOW
from wording.dates import day

MARGINS = dict.fromkeys(("top", "bottom", "left", "right"), "12mm")
PRINTED = {
    "payments": (1, ["Дата Платеж Показания Статус", f"по {day(NOW)}".replace("\xa0", " ")]),
    "settlements": (2, ["Лицевой счёт (180)111112, с", "Начисления Корректировки Оплачено"]),
    "credits": (1, ["Лицевой счёт (180)111112, с", "Способ оплаты"]),
    "receipt": (1, ["Квитанция об оплате", "Показания счётчика", "ИНН"]),
    "bills": (1, ["Период Выставлен Сумма"]),
    "bill": (1, []),
}


@pytest.mark.req("M4.3.4")
def test_pages_print_as_documents(stage: Stage, browser: Browser) -> None:
    found = {}
    for scene in SCENES:
        if scene.name not in PRINTED:
            continue
        with stage.set_for(scene):
            page = stage.window(browser, scene.who).new_page()
            stage.play(scene, page)
            leaves = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", margin=MARGINS))).pages
            found[scene.name] = (len(leaves), " ".join(" ".join(leaf.extract_text() for leaf in leaves).split()))
    for name, (leaves, words) in PRINTED.items():
        count, text = found[name]
        assert count <= leaves, f"{name} takes {count} sheets"
        assert [word for word in words if word not in text] == [], text[:600]
        assert not [word for word in ("Обновить", "Скачать", "Выход") if word in text]
