"""Visits side by side: columns such as pain_0, pain_4 and pain_12, or T1, T2 and T3, that are one parameter."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from trialstats.init.columns import Column
from trialstats.init.files import Table
from trialstats.init.visits import Visit, visit_of
from trialstats.init.words import named_for

__all__ = ["Group", "dates_of", "groups_of", "with_runs_apart"]

FOLLOW = r"(?:follow[ _.-]?up|fup|fu)"
NAMED = (
    rf"(?:baseline|basal|base|bl|before|pre|after|post|screening|screen|scr"
    r"|(?:pre|pr\u00e4|prae|post)[ -]?op|pr\u00e4|vor op|nach op|ausgangswert|vorher|nachher"
    rf"|endpoint|end|eot|final|discharge|{FOLLOW})"
)
WORDS = (
    r"woche|monat|tag|jahr|weeks?|wk|w|months?|mo|m|days?|d|pod|years?|yr|y|hour|hr|h"
    r"|visit|vis|v|timepoint|time|tp|t|occasion|wave|post"
)
COUNTED = rf"(?:{WORDS}|{FOLLOW})[ _.-]?\d+"
LONG = r"wochen?|monate?|tage?|jahre?|weeks?|wks?|months?|mths?|mo|days?|years?|yrs?|hours?|hrs?|minutes?|mins?"
BEHIND = rf"(?:(?:{FOLLOW}|post)[ _.-]?)?\d+[ _.-]?(?:{LONG}|w|m|d|y|h)(?:[ _.-]?{FOLLOW})?"
TOKEN = rf"(?:{NAMED}|{COUNTED}|{BEHIND})"
AT_END = re.compile(rf"(?P<stem>.*?)[ _.(\[-]*(?P<token>{TOKEN})[)\]]?", re.IGNORECASE)
IN_FRONT = re.compile(rf"(?P<token>{TOKEN})[ _.-]+(?P<stem>.+)", re.IGNORECASE)
PLACED = re.compile(rf"(?P<token>[^\W\d_]+\d+[ _.-]?(?:{LONG}))[ _.-]+(?P<stem>.+)", re.IGNORECASE)
GLUED = re.compile(r"(?P<token>pre|post)(?P<stem>[^\W\d_].+)", re.IGNORECASE)
NUMBERED = re.compile(r"(?P<stem>.*[^\W\d_])[ _.-]*(?P<token>\d{1,3})")
NUMBER_FIRST = re.compile(r"(?P<token>\d{1,3})[ _.-]+(?P<stem>[^\W\d_].*)")
UNSURE = ((NUMBERED, False), (NUMBER_FIRST, False))
PATTERNS = ((AT_END, True), (IN_FRONT, True), (PLACED, True), *UNSURE, (GLUED, True))
WITHOUT_UNIT = re.compile(NAMED, re.IGNORECASE)
CHECKBOX = re.compile(r"___\w+$")  # REDCap's: comorb___1 is a choice of several, and no visit
BEFORE = re.compile(r"[ _.-]+")
UNIT = re.compile(rf"\s*[(\[](?!{TOKEN}[)\]])[^()\[\]]{{1,20}}[)\]]$", re.IGNORECASE)
JOINED = re.compile(r"[ _.]+(?:at|after)$", re.IGNORECASE)  # Weight at baseline
OUTCOME = re.compile(r"y[ _.-]?\d+", re.IGNORECASE)  # y1, y2: what is measured, rather than a year
ITEMS = 7  # columns numbered one after the other from 1 on: items of a questionnaire rather than visits
LEVELS_OF_ITEMS = 5  # answers that an item has, if it is none from 0 to 10
MEASURED = {
    *(
        "pain",
        "vas",
        "nrs",
        "schmerz",
        "douleur",
        "dolor",
        "weight",
        "sbp",
        "dbp",
        "hr",
        "pulse",
        "temp",
        "temperature",
    ),
    *("glucose", "crp", "hba1c", "egfr", "hb", "fev", "score", "value", "mood", "sleep", "fatigue", "y", "count"),
}
LETTERS = 3  # of a name in front of `3m`, and of a word behind it without a mark between


@dataclass(frozen=True)
class Group:
    """One parameter at several visits: what their names have in common, and the column of each visit by its code.

    doubt: what is open about a column that no visit in its name has put here.
    """

    stem: str
    columns: dict[str, str]
    visits: tuple[Visit, ...]
    doubt: str = ""

    @property
    def is_run(self) -> bool:
        """Whether its columns are numbered one after the other, as many as items."""
        return bool(run_of({name: token for token, name in self.columns.items()}))


def groups_of(table: Table, without: Collection[str]) -> list[Group]:
    """Find the numeric columns whose names differ in a visit only, and the baseline that stands beside them."""
    measured = [name for name, c in table.columns.items() if c.kind == "number" and name not in without]
    numbers = [name for name in measured if not CHECKBOX.search(name)]
    finely = {name for name in numbers if table.columns[name].different > LEVELS_OF_ITEMS}
    grouped = [
        group for stem, tokens in by_stem(numbers, finely).values() if (group := group_of(stem, tokens, run_of(tokens)))
    ]
    grouped = with_places(grouped, numbers)
    return with_baselines(grouped, [name for name in numbers if name not in used_by(grouped)])


def with_runs_apart(groups: Iterable[Group]) -> list[list[Group]]:
    """Put together what is measured at the visits of the trial; columns one after the other stand alone, and last."""
    known = [group for group in groups if not group.is_run]
    return [*([known] if known else []), *([group] for group in groups if group.is_run)]


def by_stem(names: Iterable[str], finely: Collection[str]) -> dict[tuple[str, bool], tuple[str, dict[str, str]]]:
    """Sort names by what they have in common beside a visit: the token of each name; bare numbers join words.

    finely: the names of columns with more values than answers to an item.
    """
    found: dict[tuple[str, bool], tuple[str, dict[str, str]]] = {}
    for name in names:
        if split := parts(name):
            stem, token, sure = split
            found.setdefault((stem.casefold(), sure), (stem, {}))[1][name] = token
    kept: dict[tuple[str, bool], tuple[str, dict[str, str]]] = {}
    for (key, sure), (stem, tokens) in found.items():
        _, words = found.get((key, True), ("", {}))
        if sure:
            _, bare = found.get((key, False), ("", {}))
            kept[key, sure] = stem, tokens | numbers_beside(bare, tokens)
        elif numbers_beside(tokens, words):
            continue
        elif are_times(list(tokens.values())) or (run_of(tokens) and is_measured(stem, tokens, finely)):
            kept[key, sure] = stem, tokens
    return kept


def numbers_beside(bare: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """Choose the bare numbers that belong to words: all beside `pre` and `bl`, but no items; 0 beside `wk4`."""
    if not words or not bare:
        return {}
    if all(WITHOUT_UNIT.fullmatch(token) for token in words.values()):
        return {} if are_items([int(token) for token in bare.values()]) else dict(bare)
    return {name: token for name, token in bare.items() if int(token) == 0}


def group_of(stem: str, tokens: Mapping[str, str], doubt: str = "") -> Group | None:
    """Make a group of the columns of one stem; None where they are not several visits."""
    visits = [visit_of(token, "time" if run_of(tokens) else "") for token in tokens.values()]
    if len(tokens) < 2 or len({visit.label for visit in visits}) < len(visits):
        return None
    return Group(stem, {token: name for name, token in tokens.items()}, tuple(visits), doubt)


def parts(name: str) -> tuple[str, str, bool] | None:
    """Split a name into what it measures and a visit; and tell whether a word says that it is one."""
    unit = UNIT.search(name)
    for pattern, sure in PATTERNS:
        if found := pattern.fullmatch(name[: unit.start()] if unit else name):
            stem, token = JOINED.sub("", found["stem"].strip(" _.-([")), found["token"]
            if not stem and OUTCOME.fullmatch(token):
                continue
            if pattern is AT_END and found.start("token") == len(found["stem"]) and is_part_of_word(stem, token):
                continue
            return f"{stem} {unit[0].strip()}" if unit else stem, token, sure
    return None


def is_part_of_word(stem: str, token: str) -> bool:
    """Tell letters of a longer word in front of a number, which are no unit: `hba1c`, `item12`; but not `number3m`."""
    if not stem or not stem[-1].isalpha() or token[0].isupper():
        return False
    if token[0].isdigit():
        return len(stem) < LETTERS
    return len(re.sub(r"[\d _.-]", "", token)) < LETTERS


def are_times(tokens: list[str]) -> bool:
    """Tell bare numbers that may be times: from 0 on, or not one after the other; and not as many as items."""
    numbers = sorted(int(token) for token in tokens)
    return numbers[0] <= 1 and not are_items(numbers)


def are_items(numbers: list[int]) -> bool:
    """Tell numbers one after the other, as many as items of a questionnaire."""
    return len(numbers) >= ITEMS and max(numbers) - min(numbers) == len(numbers) - 1


def run_of(tokens: Mapping[str, str]) -> str:
    """Ask about bare numbers one after the other, as many as items: PAIN1 to PAIN8."""
    if not all(token.isdigit() for token in tokens.values()) or not are_items([int(t) for t in tokens.values()]):
        return ""
    return f"? {len(tokens)} columns one after the other were taken for times: when were they, or are they items"


def is_measured(stem: str, names: Collection[str], finely: Collection[str]) -> bool:
    """Tell what is measured again and again, rather than the items of a questionnaire: by its name and its values."""
    return named_for(stem, MEASURED) and 2 * len({*names} & {*finely}) >= len(names)


def used_by(groups: Iterable[Group]) -> set[str]:
    return {name for group in groups for name in group.columns.values()}


def with_places(groups: list[Group], numbers: list[str]) -> list[Group]:
    """Add columns with what is measured behind the name of an occasion: discharge_cough beside ward30min_cough."""
    occasions = {
        token.casefold() for group in groups for token, name in group.columns.items() if name.startswith(token)
    }
    stems = {group.stem.casefold(): group for group in groups}
    free: dict[str, tuple[str, dict[str, str]]] = {}
    for name in numbers:
        token, _, stem = name.partition("_")
        if stem and name not in used_by(groups):
            free.setdefault(stem.casefold(), (stem, {}))[1][name] = token
    made = dict(stems)
    for key, (stem, tokens) in free.items():
        group = stems.get(key)
        held = {name: token for token, name in group.columns.items()} if group else {}
        known = any(token.casefold() in occasions for token in (*held.values(), *tokens.values()))
        if known:
            together = {name: (held | tokens)[name] for name in numbers if name in held or name in tokens}
            strange = [token for token in tokens.values() if token.casefold() not in occasions]
            doubt = (
                f"? taken for {'visits' if len(strange) > 1 else 'a visit'}: {', '.join(strange)}" if strange else ""
            )
            made[key] = group_of(stem, together, doubt) or made.get(key) or Group(stem, {}, ())
    return [in_place(group) for group in made.values() if group.columns]


def in_place(group: Group) -> Group:
    """Give a visit without a number one by the place of its column: in front of the others, or between two."""
    visits = list(group.visits)
    for at in range(1, len(visits) - 1):
        before, visit, after = visits[at - 1 : at + 2]
        if visit.number is None and before.number is not None and after.number and before.number < after.number:
            asked = "? its name tells no time: its column stands between two visits"
            middle = round((before.number + after.number) / 2, 1)
            visits[at] = replace(visit, number=middle, unit=after.unit, doubt=asked)
    return first_in_front(replace(group, visits=tuple(visits)))


def first_in_front(group: Group) -> Group:
    """Put a visit without a number in front of the others where its column is."""
    first, *others = group.visits
    if first.number is not None or first.late or not any(visit.number for visit in others):
        return group
    return replace(
        group, visits=(replace(first, number=0.0, doubt="? its name tells no time: its column comes first"), *others)
    )


def with_baselines(groups: list[Group], free: list[str]) -> list[Group]:
    """Add what stands alone: `baseline` where one parameter has none, `pain` beside pain_wk4, `followup` of one."""
    without = [group for group in groups if not any(visit.baseline or not visit.number for visit in group.visits)]
    alone = [name for name in free if visit_of(name, "").baseline and WITHOUT_UNIT.fullmatch(name)]
    after = [name for name in free if len(groups) == 1 and re.fullmatch(FOLLOW, name, re.IGNORECASE)]
    done = []
    for group in groups:
        own = [name for name in free if name.casefold() == group.stem.casefold()]
        own = own or (alone if len(without) == 1 else [])
        if group in without and len(own) == 1:
            token = own[0] if own == alone else "baseline"
            doubt = f"? was {own[0]} measured at baseline"
            columns = {token: own[0], **group.columns}
            group = replace(group, columns=columns, visits=(visit_of(token, ""), *group.visits), doubt=doubt)
        if len(after) == 1:
            doubt = "; ".join(filter(None, (group.doubt, f"? is {after[0]} its follow-up")))
            columns = {**group.columns, after[0]: after[0]}
            group = replace(group, columns=columns, visits=(*group.visits, visit_of(after[0], "")), doubt=doubt)
        done.append(group)
    return done


def dates_of(table: Table, groups: Iterable[Group]) -> dict[str, Column]:
    """Find the columns with the dates of visits side by side, by the codes of the visits."""
    codes = {visit.label: visit.codes[0] for group in groups for visit in group.visits}
    found: dict[str, dict[str, Column]] = {}
    for name, column in table.columns.items():
        split = parts(name) if column.kind == "date" and column.dates and not column.dates.partial else None
        if split and (code := codes.get(visit_of(split[1], "").label)):
            found.setdefault(split[0].casefold(), {})[code] = column
    return max(found.values(), key=len, default={})
