"""`python -m deploy.development.import_page`: writes docs/import.md from the contract of the files."""

from collections.abc import Iterator

from contracts.supply import FORMS, PARAMETERS, FileForm
from deploy.launcher.host.paths import ROOT

PAGE = ROOT / "docs" / "import.md"
HEAD = """# Files of the supplier

How the supplier's accounting hands its data over. `python -m deploy.development.import_page` writes this page from
`contracts/supply/`; the desk shows the same tables under «Загрузка данных».

## What holds for all files

- CSV with a header, or a workbook (XLSX, XLS, ODS) with one filled sheet; columns are known by their names and may come
  in any order. Optional ones may be empty or absent.
- UTF-8, UTF-16, Windows-1251, KOI8-R or CP866; comma, semicolon, tab or `|`; texts with a separator in quotes; line
  ends of any system.
- Also taken, because it can be read in one way only: Excel's `sep=` line and titles above the header, names of columns
  in capitals, blank and total rows, blanks around values, `25.10.2026`, `2026/10/25`, `20261025`, 1C's `01.01.0001` for
  a day that is not set, `10.2026`, `октябрь 2026` or the first day for a month, `7,36`, `1 234,56`, `2,0` for a whole
  number, `="180111111"`, да and нет. Quotes inside a value stay.
- Refused, because it could be two things or has lost something: `10/11/2026`, `1,000` for a whole number, UTF-8 with
  damaged bytes, `#Н/Д`, `1,23457E+14`, numbers of more than 15 digits in a workbook.
- Files that are handed over together are one package: it loads whole or not at all. Each file is optional.
- The same package twice changes nothing. A changed row is updated, and what it was before is kept with the package, its
  sender and the time (`changes`). History (charges, credits, opening balances) is added once and never rewritten: a
  mistake in it is mended by a correction.
- Every fault names file, lines (the header is line 1), column, what was found, and the remedy. Equal faults are told
  once.
- A reading above what the connection lets through in a month (`max_power_kw`) is refused with both values unless its
  line has `confirmed` 1. One below the former reading is taken, and the report asks about it unless its line has
  `passed_zero` 1 (the counter went through zero) or `confirmed` 1: within half of the scale it is counted through zero,
  else kWh are given back, or the run leaves the reading out and marks the bill where that cannot be. Passport and trail
  keep what the line states. Of a meter without readings here only the last two months are judged.
- Remarks in the report name lines that were taken otherwise than they say: a reading that the desk took back does not
  return by a file, and the name of an owner by an act stays until a line has a later `effective_from`.
- A correction above what its sender may post alone in a day (LIMITS_FILE, by the role of who sent the package; for a
  token, of the accountant who answers for it) is not entered: it waits for a second person under «На одобрении», and a
  remark names its line. The other lines are entered. `./cabinet import` on the server has no limit.
- A package that waits can be cancelled. One that cannot be loaded for a reason that is ours is refused with an incident
  number; the packages after it go on.

## The first load

`./cabinet up --empty` starts without a town and without rates (in containers leave the service `town` out,
`docker compose up -d --scale town=0`, and set `DEMONSTRATION=0`). «Первый день» at the desk leads through the steps,
tells what the first bills still need, and gives an example package, which stands in
[examples/first-load](examples/first-load) too: twenty accounts, every file, as Russian accounting writes them.

1. `SUPPLIER_FILE` with the supplier's requisites: publication is refused while they are placeholders.
2. `tariffs`, `tiers`, `norms` (and `policy`, where a number of the rules differs): without them nothing is charged.
3. `offices`, one for each district.
4. `accounts` **in one package with** `opening_balances`: an account that comes without one begins with no debt.
   `period` of an opening balance is the first month that is charged here.
5. `meters` with the last `readings`, and `charges` of the last twelve months, so that averages are right at once.
6. `debts`, `notices`, `residents`, `absences`, `seasonal_blocks`, as far as there are any.
7. Reminders at the desk («Напоминания»), then the staff's accounts (`./cabinet staff add`).

Before the day of the change: `--check` of each package until it has no faults; `./cabinet rehearse` with a copy of the
last year ([rehearsal](rehearsal.md)); the first run from the 26th on, to look at it. On the day: «Долг на начало» less
«Переплата на начало» of the first month in «Оборотно-сальдовая ведомость» is the present system's sum; the numbers of
accounts and meters on «Первый день» are too; three bills of each tariff group are compared by hand.

## Three ways

**From the command line**, for a town's first load and for very large files:

    ./cabinet import FOLDER [--check]

Billing and readings load at the same time and keep it when both can. Tables that have no rows yet are filled without
their indexes; until such a first load ends, whatever asks for these tables waits.

In containers: `docker compose run --rm -v FOLDER:/files billing python -m services.billing import /files`, then the
same with `readings`.

**At the desk**, «Загрузка данных»: choose the files, watch them load, read the faults, see who loaded what.

**By the supplier's own system**, over HTTPS. A token is given once, for an accountant who answers for it:

    ./cabinet supplier-token add LOGIN "1C, billing department"    # shown once
    ./cabinet supplier-token list                                  # until when each works, and its last use
    ./cabinet supplier-token revoke ID

Hand over a package; parts are named by the files, together at most 1 GiB:

    curl -H "Authorization: Bearer $TOKEN" -F accounts=@accounts.csv -F meters=@meters.csv $PORTAL/api/v1/imports

The answer is `202` with the package's `id`. Ask for it until `state` is `loaded` or `refused`:

    curl -H "Authorization: Bearer $TOKEN" $PORTAL/api/v1/imports/$ID

`DELETE` of the same address cancels it while it waits. `progress` tells how far it is, `applied` how many rows were new
or changed, `problem` what to mend (RFC 9457, each fault with `file`, `line`, `lines`, `count`, `field`, `found`,
`message`). After an answer that never came, send the same package again: it is recognised by its content.
`GET /api/v1/imports` lists the last packages. The whole description is `/api/openapi.json`.

## Files
"""


def page() -> str:
    """The page's text."""
    return HEAD + "".join(_file(form) for form in FORMS) + "\n".join(_parameters()) + "\n"


def _file(form: FileForm) -> str:
    rows = "\n".join(
        f"| `{column.name}` | {column.about} | {column.shape.remedy} | {_absent(column.optional, column.default)} |"
        for column in form.columns
    )
    key = f"\nOne line for each {', '.join(form.keys)}.\n" if form.keys else ""
    table = f"| column | what | how | if empty |\n|---|---|---|---|\n{rows}\n"
    return f"\n### {form.file_name}: {form.title}\n\n{table}{key}"


def _absent(optional: bool, default: str | None) -> str:
    return (default or "—") if optional else "required"


def _parameters() -> Iterator[str]:
    yield "\n### Names in policy.csv\n"
    yield "| name | what |\n|---|---|"
    for name, about in PARAMETERS.items():
        yield f"| `{name}` | {about} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
