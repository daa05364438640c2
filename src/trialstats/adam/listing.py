"""The listing: every raw record that is not used as it stands, with its place, what was found and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from trialstats.io.table import FILE, LINE, own_name
from trialstats.trialfile.parts.problems import KINDS, NAMES, Problems

__all__ = [
    "LISTING",
    "NEEDS_NAME",
    "PARAMETER",
    "ROW",
    "STAYS",
    "SUBJECT",
    "VISIT",
    "WINDOW",
    "Advice",
    "Listing",
    "repeated",
    "take_beside",
]

ROW, SUBJECT, VISIT = own_name("row"), own_name("subject"), own_name("visit")

LISTING = (
    "dataset",
    "source",
    "file",
    "place",
    "line",
    "row",
    "subject",
    "visit",
    "item",
    "value",
    "kind",
    "fate",
    "allowed",
)

TYPES = {name: "int64" if name in ("line", "row") else "str" for name in LISTING}
EMPTY = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in TYPES.items()})

OF_VALUES = ("not_numeric", "out_of_range", "unknown_code", "bad_date", "partial_date")
# What is not listed, and needed to say what is wrong.
NEEDS_NAME = "needs_name"  # the texts that an exclusion has to name
STAYS = "stays"  # the values whose row is used without them
PARAMETER, WINDOW = "parameter", "window"  # the parameter and the visit that a record is held against
KNOWN = {NEEDS_NAME: "bool", STAYS: "bool", PARAMETER: "str", WINDOW: "str"}

# What would help, as sentences: of a column, and the different texts in it that do not fit.
Advice = Callable[[str, Sequence[str]], Iterable[str]]


@dataclass
class Listing:
    """What one dataset's mapping left out or found noteworthy.

    Kinds are those of `Problems`, and some that are no faults: `empty_row` (nothing stands in it), `not_chosen` (a row
    that `rows` of the source does not choose), `blank` (no value was recorded), `missing_code` (a code of `missing`
    stands there), `missing_where` (another column says that there is no value), `not_scored` (a scale with too few
    items, a summary with too few visits), `replicate_combined` (a replicate beside the first of its sample),
    `number_beyond_limit` (a number that counts as `<` its limit) and `imputed_date` (a day stands for a date known in
    part).

    row_stays: whether a value that is left out becomes missing, and its row stays: of subjects and events it does.
    guessed: what the file was taken for, where that is not certain. notes: what is no problem and may be a slip.
    losses: what is wrong with how much is left out.
    """

    dataset: str
    source: str
    problems: Problems
    place: str = "line"
    row_stays: bool = False
    guessed: str | None = None
    parts: list[pd.DataFrame] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    advice: dict[tuple[str, str, str | None], Advice] = field(default_factory=dict)

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
        slips: pd.Series[bool] | None = None,
        advice: Advice | None = None,
    ) -> None:
        """List records. `found` has FILE, LINE, ROW and, once known, SUBJECT and VISIT.

        slips: which of the values may be right but for a setting, so that an exclusion must name them (those of NAMES
        it must name always). advice: which setting.
        """
        if found.empty:
            return
        if advice is not None:
            self.advice[self.source, kind, item if isinstance(item, str) else None] = advice
        listed = pd.DataFrame(
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
                "allowed": allowed,
            }
        )
        listed[NEEDS_NAME] = kind in NAMES if slips is None else slips
        listed[STAYS] = self.row_stays and kind in OF_VALUES
        listed["fate"] = fate or self.fates(kind, listed["value"], listed[NEEDS_NAME])
        fatal = (listed["fate"] == "fatal").any()
        for known, variable in ((PARAMETER, "PARAMCD"), (WINDOW, "AVISIT")):
            listed[known] = found[variable] if fatal and variable in found else ""
        self.parts.append(listed)

    def fates(self, kind: str, values: pd.Series, named: pd.Series[bool] | None = None) -> pd.Series[str]:
        """Say what happens to records of a kind that hold these values; those of `named` are left out by name only."""
        fate = self.fate(kind)
        fates = pd.Series(fate, index=values.index, dtype="str")
        if exclusion := self.problems.exclusion(kind):
            texts = values.astype("str").fillna("")
            covered = {text: exclusion.covers(text) for text in texts.unique()}
            return fates.where(texts.map(covered).astype("bool"), "fatal")
        if fate != "exclude":
            return fates
        if named is None:
            named = pd.Series(kind in NAMES, index=values.index)
        return fates.mask(named, "fatal")

    def frame(self) -> pd.DataFrame:
        """Give all that was listed, in the order of the files' lines."""
        return self.ordered()[list(LISTING)]

    def ordered(self) -> pd.DataFrame:
        """Give the listing, and what of it is known beside."""
        if not self.parts:
            return EMPTY.assign(**{name: pd.Series(dtype=kind) for name, kind in KNOWN.items()})
        frame = pd.concat(self.parts).astype(TYPES)
        return frame.sort_values(["row", "item", "kind"], kind="stable").reset_index(drop=True)


def take_beside(listing: Listing, beside: Listing) -> None:
    """Take over what a listing of the same file holds of problems that cost no record."""
    listing.parts += beside.parts
    listing.notes += beside.notes
    listing.advice |= beside.advice


def repeated(records: pd.DataFrame, keys: list[str], fate: str) -> pd.Series:
    """Tell which records share their keys with another: but for the first or last, if that one is to be kept."""
    if fate == "keep_first":
        return records.duplicated(keys, keep="first")
    return records.duplicated(keys, keep="last" if fate == "keep_last" else False)
