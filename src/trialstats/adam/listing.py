"""The listing: every raw record that is not used as it stands, with its place, what was found and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pandas as pd

from trialstats.adam.advice.missing import missing_advice
from trialstats.errors import DataError
from trialstats.io.shown import escaped, shown
from trialstats.io.table import FILE, LINE, own_name
from trialstats.trialfile.parts.problems import KEEPABLE, KINDS, NAMES, Problems
from trialstats.trialfile.text.written import written_list

__all__ = [
    "LISTING",
    "ROW",
    "SUBJECT",
    "VISIT",
    "Advice",
    "Listing",
    "enumerate_some",
    "first_few",
    "placed",
    "plural",
    "repeated",
    "take_beside",
    "what_is_done",
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

SHOWN_LINES, SHOWN_GROUPS, SHOWN_TEXTS = 6, 12, 3
REPEATS = ("duplicate", "duplicate_subject", "repeated_event")  # kinds of which each is a matter of its own
SEVERAL = 6  # different texts of a column that are wrong, beyond which they are told together
EXCUSES = {
    "duplicate": "keep_first",
    "duplicate_subject": "keep_first",
    "contradiction": "keep",
}  # of all other kinds: exclude
# What that does to the records of a kind; of all other kinds it leaves them out.
LEAVE = "leave such records out"
BLANKED, KEPT = "make such values missing (their records stay)", "use such records as they are"
OF_VALUES = ("not_numeric", "out_of_range", "unknown_code", "bad_date", "partial_date")
DONE = {"contradiction": KEPT, "end_before_start": BLANKED, "implausible_date": BLANKED, "implausible_number": BLANKED}
NEEDS_NAME = "needs_name"  # the texts that an exclusion has to name
STAYS = "stays"  # the values whose row is used without them
NOTE = re.compile(r"\([\w ]+\)$")  # a note such as `(VASPAIN)`, which the subjects can join

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
        """Give the listing, and which of its values an exclusion has to name."""
        if not self.parts:
            return EMPTY.assign(**{name: pd.Series(dtype="bool") for name in (NEEDS_NAME, STAYS)})
        frame = pd.concat(self.parts).astype(TYPES)
        return frame.sort_values(["row", "item", "kind"], kind="stable").reset_index(drop=True)

    def messages(self) -> list[str]:
        """Say the fatal problems, those of one sort and value together, what would help, and how to excuse them."""
        frame = self.ordered()
        fatal = frame[frame["fate"] == "fatal"]
        if fatal.empty:
            return self.losses
        groups = [group for _, column in fatal.groupby(["file", "kind", "item"], sort=False) for group in sorts(column)]
        groups.sort(key=lambda group: group.index[0])
        said = first_few((sentence(group) for group in groups), fatal["file"].iloc[-1], len(groups))
        return [*said, *self.advised(fatal), *self.excuses(fatal)]

    def advised(self, fatal: pd.DataFrame) -> list[str]:
        """Say which settings would help."""
        said = [
            f"({file}: {escaped(sentence)})"
            for (file, source), group in fatal.groupby(["file", "source"], sort=False)
            for sentence in missing_advice(str(source), group)
        ]
        for (file, source, kind, item), group in fatal.groupby(["file", "source", "kind", "item"], sort=False):
            place, column = (str(source), str(kind)), str(item)
            advice = self.advice.get((*place, column)) or self.advice.get((*place, None))
            if advice:
                said += [f"({file}: {escaped(sentence)})" for sentence in advice(column, list(group["value"].unique()))]
        foreign = fatal[["item", "value"]].agg("".join, axis="columns").map(str.isascii)
        if self.guessed and not foreign.all():
            file = fatal["file"].iloc[0]
            said.append(
                f"({file}: was taken for {self.guessed}: if a name above is garbled, declare the right `encoding`)"
            )
        return list(dict.fromkeys(said))

    def excuses(self, fatal: pd.DataFrame) -> list[str]:
        """Say what to write in the trial file so that the records are left out and listed."""
        found, named = set(fatal["kind"]), fatal[fatal[NEEDS_NAME]]
        names = {
            str(kind): [*self.problems.named(str(kind)), *group["value"].unique()]
            for kind, group in named.groupby("kind")
        }
        fates = ", ".join(f"{kind}: {excuse(kind, names.get(kind))}" for kind in KINDS if kind in found)
        bare = [kind for kind in names if self.problems.exclusion(kind) is None and self.fate(kind) == "exclude"]
        stays = {str(kind): set(group[STAYS]) for kind, group in fatal.groupby("kind")}
        lead = f"to {what_is_done({kind: stays[kind] for kind in KINDS if kind in found})} and list them"
        if bare:
            lead = f"`{bare[0]}: exclude` does not say what it leaves out; {lead}"
        kept = ", ".join(f"`{kind}: keep`" for kind in KEEPABLE if kind in found and kind not in EXCUSES)
        keep = f"; {kept} uses them as they are and lists them" if kept else ""
        return [f"({lead}, say `problems: {{{fates}}}` in the trial file{keep})"]

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


def sorts(column: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give the problems of one kind in one column by value; where these are many, all that are wrong in one way."""
    together = column["value"].nunique() > SEVERAL and column["kind"].iloc[0] not in REPEATS
    by = ["allowed"] if together else ["value", "allowed"]
    yield from (group for _, group in column.groupby(by, sort=False))


def what_is_done(kinds: Mapping[str, set[bool]]) -> str:
    """Say what excusing these kinds does: `leave such records out`; where it differs, to which kinds it does what.

    kinds: of each, whether the rows of such values stay.
    """
    done: dict[str, list[str]] = {LEAVE: [], BLANKED: [], KEPT: []}
    for kind, stays in kinds.items():
        for row_stays in sorted(stays):
            done[DONE.get(kind, BLANKED if row_stays else LEAVE)].append(kind)
    said = {what: of for what, of in done.items() if of}
    return ", ".join(what if len(said) == 1 else f"{what} ({', '.join(of)})" for what, of in said.items())


def excuse(kind: str, names: Sequence[str] | None) -> str:
    """Say what leaves records of a kind out, by name if there are names, or uses them as they are."""
    return f"{{exclude: {written_list(names, SHOWN_LINES)}}}" if names else EXCUSES.get(kind, "exclude")


def sentence(group: pd.DataFrame) -> str:
    """Say one problem: `data/laser/vas.csv, lines 14, 88: result = 104, outside 0-100 (VASPAIN; subjects 007, 031)`."""
    first = group.iloc[0]
    where = f"{first['file']}, {plural(first['place'], group['line'].astype(str))}"
    who = group.loc[~group["subject"].isin(["", first["value"]]), "subject"]
    if first["kind"] == "repeated_event":
        return escaped(f"{where}: the same row more than once ({plural('subject', group['subject'])})")
    if first["kind"] == "duplicate":
        return escaped(f"{where}: several records of {first['item']} ({plural('subject', group['subject'])})")
    different = group["value"].drop_duplicates()
    texts = ", ".join(shown(text) for text in different.iloc[:SHOWN_TEXTS])
    more = len(different) - SHOWN_TEXTS
    texts += f" and {more} other texts ({len(group)} values)" if more > 0 else ""
    found = f"= {texts}, {first['allowed']}" if first["allowed"] != "is blank" else first["allowed"]
    what = f"{where}: {first['item']} {found}"
    if who.empty:
        return escaped(what)
    subjects = plural("subject", who)
    return escaped(f"{what[:-1]}; {subjects})" if NOTE.search(what) else f"{what} ({subjects})")


def plural(word: str, values: pd.Series) -> str:
    """Name the different values after a word: `line 14`, `lines 14, 88`."""
    several = values.drop_duplicates()
    return f"{word}{'s' if len(several) > 1 else ''} {enumerate_some(several)}"


def placed(rows: pd.DataFrame, place: str) -> str:
    """Name the files and lines of rows: `data/a.csv, lines 14, 88; data/b.csv, line 3`."""
    return "; ".join(
        f"{file}, {plural(place, lines)}" for file, lines in rows[LINE].astype("str").groupby(rows[FILE], sort=False)
    )


def enumerate_some(values: pd.Series) -> str:
    """Name the first few values and count the rest."""
    some = ", ".join(values.iloc[:SHOWN_LINES])
    more = len(values) - SHOWN_LINES
    return f"{some} and {more} more" if more > 0 else some


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
