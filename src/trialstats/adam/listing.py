"""The listing: every raw record that is not used as it stands, with its place, what was found and what is allowed."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from trialstats.errors import DataError
from trialstats.io.table import FILE, LINE
from trialstats.spec.sources import KINDS, Problems

__all__ = ["LISTING", "ROW", "SUBJECT", "VISIT", "Listing"]

ROW, SUBJECT, VISIT = "_row", "_subject", "_visit"

LISTING = (
    "dataset", "source", "file", "line", "row", "subject", "visit", "item", "value", "kind", "fate", "allowed",
)  # fmt: skip

SHOWN_LINES, SHOWN_GROUPS = 6, 12


@dataclass
class Listing:
    """What one dataset's mapping left out or found noteworthy.

    Kinds are those of `Problems`, and two that are no faults: `blank` (no value was recorded) and `not_scored`
    (a scale with too few items answered).
    """

    dataset: str
    source: str
    problems: Problems
    place: str = "line"
    parts: list[pd.DataFrame] = field(default_factory=list)

    def fate(self, kind: str) -> str:
        """Say what happens to records of this kind."""
        return self.problems.fate(kind) if kind in KINDS else "listed"

    def add(
        self,
        found: pd.DataFrame,
        kind: str,
        *,
        item: pd.Series | str,
        value: pd.Series | str,
        allowed: pd.Series | str = "",
        fate: str | None = None,
    ) -> None:
        """List records. `found` has _file, _line, _row and, once known, _subject and _visit."""
        if found.empty:
            return
        self.parts.append(
            pd.DataFrame(
                {
                    "dataset": self.dataset,
                    "source": self.source,
                    "file": found[FILE],
                    "line": found[LINE],
                    "row": found[ROW],
                    "subject": found.get(SUBJECT, ""),
                    "visit": found.get(VISIT, ""),
                    "item": item,
                    "value": value,
                    "kind": kind,
                    "fate": fate or self.fate(kind),
                    "allowed": allowed,
                }
            )
        )

    def frame(self) -> pd.DataFrame:
        """Give all that was listed, in the order of the files' lines."""
        texts = {name: "str" for name in LISTING if name not in ("line", "row")}
        types = {**texts, "line": "int64", "row": "int64"}
        frame = pd.concat(self.parts) if self.parts else pd.DataFrame(columns=list(LISTING))
        return frame.astype(types).sort_values(["line", "item", "kind"], kind="stable").reset_index(drop=True)

    def messages(self) -> list[str]:
        """Say the fatal problems, those of one sort and value together."""
        frame = self.frame()
        fatal = frame[frame["fate"] == "fatal"]
        groups = fatal.groupby(["file", "kind", "item", "value", "allowed"], sort=False)
        said = [self.sentence(*key, group) for key, group in groups]
        more = len(said) - SHOWN_GROUPS
        rest = [f"{self.source}: and {more} more problems of these kinds"] if more > 0 else []
        return said[:SHOWN_GROUPS] + rest

    def sentence(self, file: str, kind: str, item: str, value: str, allowed: str, group: pd.DataFrame) -> str:
        """Say one problem: `data/laser/vas.csv, lines 14, 88: result = 104, outside 0-100 (patients 007, 031)`."""
        lines = group["line"].drop_duplicates()
        where = f"{self.place}{'s' if len(lines) > 1 else ''} {enumerate_some(lines.astype(str))}"
        who = group.loc[group["subject"] != "", "subject"].drop_duplicates()
        patients = f" (subject{'s' if len(who) > 1 else ''} {enumerate_some(who)})" if len(who) else ""
        what = f"{item} = {value or '(blank)'}" if item else value
        return f"{file}, {where}: {what}, {allowed or kind.replace('_', ' ')}{patients}"

    def stop_if_fatal(self) -> None:
        """Raise DataError with all fatal problems."""
        if messages := self.messages():
            raise DataError(messages)


def enumerate_some(values: pd.Series) -> str:
    """Name the first few values and count the rest."""
    some = ", ".join(values.iloc[:SHOWN_LINES])
    more = len(values) - SHOWN_LINES
    return f"{some} and {more} more" if more > 0 else some
