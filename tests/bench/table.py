"""The rows that the benchmark prints: our figure, the plain equivalent's, their ratio and the aim."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`ratio` is ours to theirs; `aim` says which ratio we want, such as «<= 1.6»; None: the row only tells."""

    subject: str
    ours: str
    baseline: str
    theirs: str
    ratio: float | None
    aim: str | None = None

    @property
    def reached(self) -> bool | None:
        if self.aim is None or self.ratio is None:
            return None
        sign, limit = self.aim.split()
        return self.ratio <= float(limit) if sign == "<=" else self.ratio >= float(limit)


def show(rows: list[Row]) -> None:
    """Print the rows as a Markdown table."""
    print("| what | ours | against | theirs | ratio | aim |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
        verdict = {True: "reached", False: "**missed**", None: ""}[row.reached]
        print(f"| {row.subject} | {row.ours} | {row.baseline} | {row.theirs} | {ratio} | {row.aim or ''} {verdict} |")
