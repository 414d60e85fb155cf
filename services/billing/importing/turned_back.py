"""Tell whoever loads files which rows have returned to what they said before: an older package was sent again."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.faults import Fault
from intake.steps import Say, remark
from services.billing.importing.upserts import READINGS, UPSERTS

_FILES = {target.table: target.file.file_name for target in (*UPSERTS, READINGS)}
_RETURNED = text(
    """
    select n.table_name, count(*) as rows, min(n.key) as example from changes n
    where n.id > :mark and n.package = :package and exists (
        select from changes o
        where o.key = n.key and o.table_name = n.table_name and o.id <= :mark and o.before || n.after = o.before)
    group by n.table_name order by n.table_name
    """
)


def last_change(session: Session) -> int:
    """The number of the newest change of a row before this load."""
    return int(session.scalar(text("select coalesce(max(id), 0) from changes")) or 0)


def tell_turned_back(session: Session, mark: int, package: str, say: Say) -> None:
    """Remark on rows changed since `mark` whose new values are those that an earlier load had replaced."""
    for table, rows, example in session.execute(_RETURNED, {"mark": mark, "package": package}):
        words = (
            f"строк: {rows}, например {example}, вернулись к значениям, которые более поздняя загрузка заменила; если "
            "это старые файлы, загрузите последние ещё раз"
        )
        remark(say, Fault(_FILES.get(table, ""), 0, "", words))
