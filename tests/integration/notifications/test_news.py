"""News on a real database: shown from a moment to a moment, ended at once, on record."""

from datetime import timedelta

import pytest

from chassis.errors import Refusal
from contracts.notifications import NewNews, NewsRef
from contracts.wire import Nothing
from tests.integration.notifications.conftest import NOW, Post


@pytest.mark.req("S5")
def test_news_are_shown_from_a_moment_to_a_moment_and_end_at_once(post: Post) -> None:
    tonight = NewNews(
        text="Ночью портал недоступен",
        warning=True,
        starts_at=NOW + timedelta(hours=1),
        ends_at=NOW + timedelta(hours=9),
    )
    written = post.service.write_news(tonight)
    assert post.service.list_news(Nothing()).news == []
    post.pass_time(hours=1)
    assert post.service.list_news(Nothing()).news == [written]
    post.service.end_news(NewsRef(news_id=written.news_id))
    post.service.end_news(NewsRef(news_id=written.news_id))
    assert post.service.list_news(Nothing()).news == []
    assert len(post.service.list_all_news(Nothing()).news) == 1
    assert [row[0] for row in post.rows("select outcome from audit order by id")] == ["done", "removed"]
    with pytest.raises(Refusal, match="bad_request"):
        post.service.write_news(tonight.model_copy(update={"ends_at": NOW}))
    with pytest.raises(Refusal, match="news_not_found"):
        post.service.end_news(NewsRef(news_id="no-such"))
