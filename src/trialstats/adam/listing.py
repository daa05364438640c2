"""The listing: every raw record that is not used as it stands, with its place, what was found and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

import pandas as pd

from trialstats.errors import DataError
from trialstats.io.shown import escaped, shown
from trialstats.io.table import FILE, LINE, own_name
from trialstats.spec.sources import KINDS, Problems

__all__ = ["LISTING", "ROW", "SUBJECT", "VISIT", "Listing", "first_few", "plural", "repeated"]

ROW, SUBJECT, VISIT = own_name("row"), own_name("subject"), own_name("visit")

LISTING = (
    "dataset", "source", "file", "place", "line", "row", "subject", "visit", "item", "value", "kind", "fate", "allowed",
)  # fmt: skip

TYPES = {name: "int64" if name in ("line", "row") else "str" for name in LISTING}
EMPTY = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in TYPES.items()})

SHOWN_LINES, SHOWN_GROUPS = 6, 12
EXCUSES = {"duplicate": "keep_first", "contradiction": "keep"}  # of all other kinds: exclude
NOTE = re.compile(r"\([\w ]+\)$")  # a note such as `(VASPAIN)`, which the subjects can join


@dataclass
class Listing:
    """What one dataset's mapping left out or found noteworthy.

    Kinds are those of `Problems`, and some that are no faults: `empty_row` (nothing stands in it), `not_chosen` (a row
    that `rows` of the source does not choose), `blank` (no value was recorded), `not_scored` (a scale with too few
    items, a summary with too few visits), `replicate_combined` (a replicate beside the first of its sample) and
    `number_beyond_limit` (a number that counts as `<` its limit).
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
        """List records. `found` has FILE, LINE, ROW and, once known, SUBJECT and VISIT."""
        if found.empty:
            return
        self.parts.append(
            pd.DataFrame(
                {
                    "dataset": self.dataset,
                    "source": self.source,
                    "file": found[FILE],
                    "place": self.place,
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
        if not self.parts:
            return EMPTY.copy()
        frame = pd.concat(self.parts).astype(TYPES)
        return frame.sort_values(["line", "item", "kind"], kind="stable").reset_index(drop=True)

    def messages(self) -> list[str]:
        """Say the fatal problems, those of one sort and value together, and at last how they may be excused."""
        frame = self.frame()
        fatal = frame[frame["fate"] == "fatal"]
        if fatal.empty:
            return []
        groups = fatal.groupby(["file", "kind", "item", "value", "allowed"], sort=False)
        said = first_few((sentence(group) for _, group in groups), fatal["file"].iloc[-1], groups.ngroups)
        return [*said, excuse(fatal["kind"])]

    def stop_if_fatal(self) -> None:
        """Raise DataError with all fatal problems."""
        if messages := self.messages():
            raise DataError(messages)


def first_few(messages: Iterable[str], file: str, count: int | None = None) -> list[str]:
    """Take the first messages and count the rest."""
    said = list(messages) if count is None else list(islice(messages, SHOWN_GROUPS))
    more = (count or len(said)) - SHOWN_GROUPS
    rest = [f"{file}: and {more} more such problem{'s' if more > 1 else ''}"] if more > 0 else []
    return said[:SHOWN_GROUPS] + rest


def excuse(kinds: pd.Series) -> str:
    """Say what to write in the trial file so that records of these kinds are left out, or used, and listed."""
    found = set(kinds)
    fates = [f"{kind}: {EXCUSES.get(kind, 'exclude')}" for kind in KINDS if kind in found]
    done = "use such records as they are" if found == {"contradiction"} else "leave such records out"
    return f"(to {done} and list them, say `problems: {{{', '.join(fates)}}}` in the trial file)"


def sentence(group: pd.DataFrame) -> str:
    """Say one problem: `data/laser/vas.csv, lines 14, 88: result = 104, outside 0-100 (VASPAIN; subjects 007, 031)`."""
    first = group.iloc[0]
    where = f"{first['file']}, {plural(first['place'], group['line'].astype(str))}"
    who = group.loc[~group["subject"].isin(["", first["value"]]), "subject"]
    if first["kind"] == "repeated_event":
        return escaped(f"{where}: the same row more than once ({plural('subject', group['subject'])})")
    if first["kind"] == "duplicate":
        return escaped(f"{where}: several records of {first['item']} ({plural('subject', group['subject'])})")
    found = f"= {shown(first['value'])}, {first['allowed']}" if first["allowed"] != "is blank" else first["allowed"]
    what = f"{where}: {first['item']} {found}"
    if who.empty:
        return escaped(what)
    subjects = plural("subject", who)
    return escaped(f"{what[:-1]}; {subjects})" if NOTE.search(what) else f"{what} ({subjects})")


def plural(word: str, values: pd.Series) -> str:
    """Name the different values after a word: `line 14`, `lines 14, 88`."""
    several = values.drop_duplicates()
    return f"{word}{'s' if len(several) > 1 else ''} {enumerate_some(several)}"


def enumerate_some(values: pd.Series) -> str:
    """Name the first few values and count the rest."""
    some = ", ".join(values.iloc[:SHOWN_LINES])
    more = len(values) - SHOWN_LINES
    return f"{some} and {more} more" if more > 0 else some


def repeated(records: pd.DataFrame, keys: list[str], fate: str) -> pd.Series:
    """Tell which records share their keys with another: but for the first or last, if that one is to be kept."""
    if fate == "keep_first":
        return records.duplicated(keys, keep="first")
    return records.duplicated(keys, keep="last" if fate == "keep_last" else False)
