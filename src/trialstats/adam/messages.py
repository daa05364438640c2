"""What is said of a listing: its fatal problems, one sort together, what would help, and how to excuse them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import pandas as pd

from trialstats.adam.advice.missing import missing_advice
from trialstats.adam.listing import NEEDS_NAME, PARAMETER, STAYS, WINDOW, Listing
from trialstats.errors import DataError
from trialstats.io.shown import escaped, shown
from trialstats.io.table import FILE, LINE
from trialstats.trialfile.parts.problems import KEEPABLE, KINDS
from trialstats.trialfile.text.declared import About, Problem, about
from trialstats.trialfile.text.written import written_list

__all__ = ["enumerate_some", "first_few", "messages", "placed", "plural", "stop_if_fatal", "what_is_done"]

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
DONE = {"contradiction": KEPT, "end_before_start": BLANKED, "implausible_date": BLANKED, "implausible_number": BLANKED}
# The setting of a column or parameter that says what is right.
SAYS = {"out_of_range": "range", "wrong_unit": "unit", "unknown_code": "codes", "bad_date": "format"}
NOTE = re.compile(r"\([\w ]+\)$")  # a note such as `(VASPAIN)`, which the subjects can join


def messages(listing: Listing) -> list[str]:
    """Say the fatal problems, those of one sort and value together, what would help, and how to excuse them."""
    frame = listing.ordered()
    fatal = frame[frame["fate"] == "fatal"]
    if fatal.empty:
        return about(listing.losses, About(source=listing.source, dataset=listing.dataset))
    groups = [group for _, column in fatal.groupby(["file", "kind", "item"], sort=False) for group in sorts(column)]
    groups.sort(key=lambda group: group.index[0])
    said = first_few((problem(group) for group in groups), fatal["file"].iloc[-1], len(groups))
    return [*said, *advised(listing, fatal), *excuses(listing, fatal)]


def advised(listing: Listing, fatal: pd.DataFrame) -> list[str]:
    """Say which settings would help."""
    said = [
        f"({file}: {escaped(sentence)})"
        for (file, source), group in fatal.groupby(["file", "source"], sort=False)
        for sentence in missing_advice(str(source), group)
    ]
    for (file, source, kind, item), group in fatal.groupby(["file", "source", "kind", "item"], sort=False):
        place, column = (str(source), str(kind)), str(item)
        advice = listing.advice.get((*place, column)) or listing.advice.get((*place, None))
        if advice:
            said += [f"({file}: {escaped(sentence)})" for sentence in advice(column, list(group["value"].unique()))]
    foreign = fatal[["item", "value"]].agg("".join, axis="columns").map(str.isascii)
    if listing.guessed and not foreign.all():
        file = fatal["file"].iloc[0]
        said.append(
            f"({file}: was taken for {listing.guessed}: if a name above is garbled, declare the right `encoding`)"
        )
    return list(dict.fromkeys(said))


def excuses(listing: Listing, fatal: pd.DataFrame) -> list[str]:
    """Say what to write in the trial file so that the records are left out and listed."""
    found, named = set(fatal["kind"]), fatal[fatal[NEEDS_NAME]]
    names = {
        str(kind): [*listing.problems.named(str(kind)), *group["value"].unique()]
        for kind, group in named.groupby("kind")
    }
    bare = [kind for kind in names if listing.problems.exclusion(kind) is None and listing.fate(kind) == "exclude"]
    stays = {str(kind): set(group[STAYS]) for kind, group in fatal.groupby("kind")}
    lead = f"to {what_is_done({kind: stays[kind] for kind in KINDS if kind in found})} and list them"
    if bare:
        lead = f"`{bare[0]}: exclude` does not say what it leaves out; {lead}"
    kept = ", ".join(f"`{kind}: keep`" for kind in KEEPABLE if kind in found and kind not in EXCUSES)
    keep = f"; {kept} uses them as they are and lists them" if kept else ""
    how = " and ".join(ways_to_excuse({kind: names.get(kind) for kind in KINDS if kind in found}))
    return [f"({lead}, {how} in the trial file{keep})"]


def ways_to_excuse(names: Mapping[str, Sequence[str] | None]) -> Iterator[str]:
    """Say the setting that excuses these kinds, to be pasted as it is; of too many names only where they belong."""
    fates = [f"{kind}: {excuse(kind, texts)}" for kind, texts in names.items() if len(texts or ()) <= SHOWN_LINES]
    if fates:
        yield f"say `problems: {{{', '.join(fates)}}}`"
    for kind, texts in names.items():
        if texts and len(texts) > SHOWN_LINES:
            yield f"name all {len(texts)} texts under `problems.{kind}.exclude`"


def stop_if_fatal(listing: Listing) -> None:
    """Raise DataError with all fatal problems."""
    if problems := messages(listing):
        raise DataError(problems)


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
    return f"{{exclude: {written_list(names)}}}" if names else EXCUSES.get(kind, "exclude")


def problem(group: pd.DataFrame) -> Problem:
    """Say one problem, and what in the trial file it is held against."""
    first = group.iloc[0].astype("str")
    kind, dataset = first["kind"], first["dataset"]
    at = {
        "unknown_arm": ("arms",),
        "unknown_visit": ("visits",),
        "unknown_parameter": ("datasets", dataset, "parameters"),
        "unplanned_visit": ("datasets", dataset, "visits"),
        "outside_window": ("visits", first[WINDOW], "window"),
    }.get(kind, ())
    return Problem(
        sentence(group), About(at, first["source"], dataset, first["item"], first[PARAMETER], SAYS.get(kind, ""))
    )


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
