"""Letters to the supplier's own security contact about accounts of staff."""

from contracts.auth import StaffAccessChanged
from services.notifications.letter_kinds import samples
from services.notifications.letter_kinds.content import LetterContent
from services.notifications.letter_kinds.kind import URGENT, WEEK, LetterKind
from wording.dates import moment_in_moscow

_CHANGES = {
    "create_staff": "заведена учётная запись",
    "change_staff_role": "изменена роль",
    "reset_staff": "выданы новые ключи",
    "disable_staff": "учётная запись заблокирована",
}
_ROLES = {"operator": "оператор", "accountant": "бухгалтер", "administrator": "администратор"}


def staff_access_changed(event: StaffAccessChanged) -> LetterContent:
    """To the supplier's own security contact (SECURITY_EMAIL)."""
    what = _CHANGES.get(event.what, "изменён доступ")
    return LetterContent(
        subject=f"Доступ сотрудника {event.login}: {what}",
        title="Изменён доступ сотрудника",
        paragraphs=(
            f"{moment_in_moscow(event.changed_at)}, сотрудник {event.login}: {what}. "
            f"Роль: {_ROLES.get(event.role, event.role)}.",
            "Если этого не должно было быть, заблокируйте учётную запись на странице «Сотрудники» рабочего места.",
        ),
        notes=("Кто это сделал и кто согласился, показывает журнал действий рабочего места.",),
    )


_STAFF = StaffAccessChanged(
    user_id=samples.USER,
    login="ivanova",
    what="change_staff_role",
    role="accountant",
    changed_by=samples.USER,
    changed_at=samples.THEN,
)
KINDS = (
    LetterKind(
        code="staff_access_changed",
        title="Изменён доступ сотрудника",
        label="изменение доступа сотрудника",
        priority=URGENT,
        lifetime=WEEK,
        sample=lambda: staff_access_changed(_STAFF),
    ),
)
