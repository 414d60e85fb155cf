"""What is measured of a page in the browser, beyond what axe can see."""

from functools import cache
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_THEME = ["color-contrast", "target-size", "link-in-text-block"]
"""The rules whose outcome another theme or width can change."""

TARGET = 44
"""CSS pixels, each way (WCAG 2.5.5); a link inside a sentence is exempt."""

WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""

SMALL_TARGETS = """(least) => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
.filter((e) => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height || e.type === 'hidden' || getComputedStyle(e).visibility === 'hidden') return false;
  if (e.matches('.skip, [disabled]') || e.closest('.unseen, [inert]')) return false;
  const sentence = e.matches('a') && e.closest('p, dd, td, th, li, label, .hint, caption, .notice');
  if (sentence && sentence.textContent.trim().length > e.textContent.trim().length + 2) return false;
  const label = e.matches('[type=checkbox], [type=radio]') && e.labels[0] && e.labels[0].getBoundingClientRect();
  const height = label ? Math.max(box.bottom, label.bottom) - Math.min(box.top, label.top) : box.height;
  const width = label ? Math.max(box.right, label.right) - Math.min(box.left, label.left) : box.width;
  return Math.round(height) < least || Math.round(width) < least;
}).map((e) => `${e.tagName.toLowerCase()} «${(e.textContent || e.name).trim().slice(0, 30)}» ` +
  `${Math.round(e.getBoundingClientRect().width)}x${Math.round(e.getBoundingClientRect().height)}`)"""

TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"

STICKS_OUT = """() => {
  const main = document.querySelector('main');
  const edge = main.getBoundingClientRect().right - parseFloat(getComputedStyle(main).paddingRight) + 2;
  return [...main.querySelectorAll('.rows')].filter((e) => e.getBoundingClientRect().right > edge)
    .map((e) => (e.caption || e).textContent.trim().slice(0, 40));
}"""
"""Tables that are wider than the column in which they stand."""

SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; ' +
    'word-spacing: .16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [sheet];
}"""
"""The spacing that a reader may choose (WCAG 1.4.12)."""

OVERLAID = """() => [...document.querySelectorAll('td[data-label]')].filter((e) => {
  const label = getComputedStyle(e, '::before');
  return label.content !== 'none' && label.position === 'absolute' && e.getClientRects().length
    && parseFloat(label.width) > parseFloat(getComputedStyle(e).paddingLeft);
}).map((e) => `${e.dataset.label}: ${e.textContent.trim().slice(0, 30)}`)"""
"""Cells whose label lies on what they say."""

CUT_OFF = """() => [...document.querySelectorAll('main *')].filter((e) => {
  const style = getComputedStyle(e);
  return /hidden|clip/.test(style.overflowX) && !e.closest('.unseen, thead') && e.scrollWidth > e.clientWidth + 1
    && e.clientWidth > 1;
}).map((e) => e.tagName + '.' + e.className)"""


@cache
def _axe() -> str:
    return AXE_SCRIPT


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds; all the rules of WCAG 2.2 AA by default."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    only: dict[str, Any] = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found = page.evaluate(
        "(options) => axe.run(options).then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.target)]))",
        {"runOnly": only, "resultTypes": ["violations"], "selectors": True},
    )
    return [f"{rule} {nodes[:3]}" for rule, nodes in found]


def open_all(page: Page) -> None:
    """What is folded is judged too."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")


def anatomy(page: Page) -> list[str]:
    """One title of its own, one heading, the language, the skip link first, nothing that jumps the focus order."""
    wrong = []
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} headings of the first level")
    if " — " not in page.title():
        wrong.append(f"title {page.title()!r} does not name the page and the supplier")
    if page.locator("html").get_attribute("lang") != "ru":
        wrong.append("no language")
    if page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count():
        wrong.append("a positive tabindex")
    if page.evaluate("!document.querySelector('a, button, input, select').matches('.skip')"):
        wrong.append("the skip link is not the first thing")
    return wrong
