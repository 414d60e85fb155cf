"""A piece of news of a year that Python does not know leaves the list readable and can be ended (A4)."""

import pytest
from sqlalchemy import text

from chassis.context import Caller, Context, entered
from chassis.database.calendar import FIRST, LAST
from contracts.notifications import NewsRef
from contracts.wire import Nothing
from tests.integration.notifications.conftest import Post

pytestmark = pytest.mark.req("S6", "S12")
ROWS = """
    insert into news (id, text, warning, starts_at, ends_at) values
    ('n1', 'до нашей эры', false, '0001-12-31 21:30+00 BC', '294276-01-01 00:00+00'),
    ('n2', 'всегда', false, '-infinity', 'infinity'),
    ('n3', 'обычное', false, '2026-01-01 00:00+00', '2036-01-01 00:00+00')
"""


def test_old_rows_with_impossible_years_are_listed_and_ended(post: Post) -> None:
    with post.database.transaction() as session:
        session.execute(text(ROWS))
    with entered(Context(caller=Caller(user_id="staff-1", role="operator"))):
        listed = {one.news_id: one for one in post.service.list_all_news(Nothing()).news}
        assert listed.keys() == {"n1", "n2", "n3"}
        assert {listed[name].starts_at.date() for name in ("n1", "n2")} == {FIRST}
        assert {listed[name].ends_at.date() for name in ("n1", "n2")} == {LAST}
        for name in ("n1", "n2"):
            post.service.end_news(NewsRef(news_id=name))
        assert [one.news_id for one in post.service.list_news(Nothing()).news] == ["n3"]
