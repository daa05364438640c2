"""Files of events: several rows a subject that no visit orders, such as adverse events, medication or sessions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trialstats.init.columns import Column
from trialstats.init.event_words import ADVERSE, MEDICATION, NO, OF_ADVERSE, OF_MEDICATION, RELATED, SEVERITY, YES, has
from trialstats.init.files import Table
from trialstats.init.findings import format_of, why_dates
from trialstats.init.people import People
from trialstats.init.said import Said, counted
from trialstats.init.titles import title_of
from trialstats.init.words import named_for, short_name, unit_of, words_of
from trialstats.trialfile.checks.collisions import ADSL, BDS

__all__ = ["Events", "events_of", "is_exposure"]

START = {
    *(
        "start",
        "started",
        "begin",
        "onset",
        "from",
        "first",
        "st",
        "stdtc",
        "astdt",
        "aestdtc",
        "cmstdtc",
        "beg",
        "stdt",
    ),
    *("aestdt", "beginn", "von", "inicio", "debut"),
}
END = {
    *(
        "end",
        "ended",
        "stop",
        "stopped",
        "until",
        "to",
        "last",
        "en",
        "endtc",
        "aendt",
        "aeendtc",
        "cmendtc",
        "resolved",
    ),
    *("endt", "ende", "bis", "fin"),
}
FROM, TO = re.compile("stdtc?$"), re.compile("endtc?$")
LABELS = {"adae": "Adverse events", "adcm": "Medication"}
TERMS = {"adae": ("AEDECOD", "AETERM"), "adcm": ("CMDECOD", "CMTRT")}
# What is said about an event beside what it is.
BESIDE = {"action", "treatment", "comment", "comments", "note", "notes", "remark", "remarks", "bemerkung", "outcome"}
GRADES = 5


@dataclass(frozen=True)
class Events:
    """An occurrence dataset: its name, its entry in the trial file, and the evidence."""

    name: str
    entry: dict[str, Any]
    why: str
    partial: bool
    kind: str


def events_of(table: Table, people: People, taken: Sequence[str], without: Collection[str]) -> Events | None:
    """Describe a table of events; None where it has no column beside the subject's.

    without: columns that say of subjects what another table says.
    """
    held = {
        name: column
        for name, column in table.columns.items()
        if name not in {*people.columns, *without}
        and column.kind != "blank"
        and (column.different > 1 or name not in people.constant)
    }
    if not held:
        return None
    kind = kind_of(table, held)
    names = OF_ADVERSE if kind == "adae" else OF_MEDICATION if kind == "adcm" else {}
    roles = with_term(roles_of(table, held, names), held, kind)
    taken_names = [*roles.values(), *ADSL, *BDS, "ASTDT", "AENDT"]
    for name in held:
        if name not in roles:
            roles[name] = short_name(name, taken_names, "VAR")
            taken_names.append(roles[name])
    variables = {variable: described(variable, held[name]) for name, variable in roles.items()}
    order = [*names, "ASTDT", "AENDT"]
    ordered = dict(sorted(variables.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))
    name, number = kind or f"ad{table.name}", 1
    while name in taken:
        number += 1
        name = f"{kind or f'ad{table.name}'}{number}"
    entry = {"source": table.name, "label": LABELS.get(kind) or title_of(table.name), "columns": ordered}
    partial = any(c.dates is not None and c.dates.partial for c in table.columns.values())
    why = f"{counted(table.rows, 'row')} of {counted(people.number, 'subject')}, and no column of visits"
    return Events(name, entry, "; ".join([why, *lacking(kind, ordered)]), partial, kind)


def is_exposure(table: Table) -> bool:
    """Tell a table of the treatment that was given, which describes nobody at baseline."""
    return table.name in ("ex", "exposure", "dosing") or "EXTRT" in table.columns


def kind_of(table: Table, held: Mapping[str, Column]) -> str:
    """Tell adverse events and medication from others: by names, or by severities beside what happened."""
    words = words_of(table.name)
    columns = [word for name in held for word in words_of(name)]
    if has(words, ADVERSE) or "sideeffect" in "".join(words) or {"aeterm", "aedecod"} & {*columns}:
        return "adae"
    if has(words, MEDICATION) or {"cmtrt", "medication"} & {*columns}:
        return "adcm"
    severe = any(column.kind == "category" and levels_of(column, SEVERITY) for column in held.values())
    return "adae" if severe and any(is_term(name, column) for name, column in held.items()) else ""


def lacking(kind: str, variables: Collection[str]) -> list[str]:
    """Ask for what the standard tables of events need and no column was taken for."""
    if not kind:
        return ["? what are these: tables of adverse events need AETERM and ASTDT, those of medication CMTRT and ASTDT"]
    wanted = {"/".join(TERMS[kind]): any(term in variables for term in TERMS[kind]), "ASTDT": "ASTDT" in variables}
    absent = [name for name, there in wanted.items() if not there]
    what = LABELS[kind].lower()
    return (
        [f"? no column was taken for {' or '.join(absent)}, without which there are no tables of {what}"]
        if absent
        else []
    )


def roles_of(table: Table, held: Mapping[str, Column], names: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Name the variables of columns: dates by their names, severities by their texts too, others by their words."""
    roles = dated(table)
    for variable, known in names.items():
        free = [name for name, column in held.items() if name not in roles and column.kind != "date"]
        named = [name for name in free if has(words_of(name), known) and "unit" not in words_of(name)]
        if variable == "AESEV":
            graded = [name for name in free if held[name].kind == "category" and levels_of(held[name], SEVERITY)]
            named = graded or named
        if named:
            roles[named[0]] = variable
    return roles


def with_term(roles: dict[str, str], held: Mapping[str, Column], kind: str) -> dict[str, str]:
    """Take the column with most texts for what happened, where no name says which that is."""
    if not kind or {*TERMS[kind]} & {*roles.values()}:
        return roles
    free = [name for name, column in held.items() if name not in roles and is_term(name, column)]
    most = max(free, key=lambda name: held[name].different, default=None)
    return roles if most is None else {**roles, most: TERMS[kind][-1]}


def is_term(name: str, column: Column) -> bool:
    """Tell a column of words that may say what happened."""
    worded = column.kind in ("category", "text") and column.different > 1
    known = levels_of(column, SEVERITY) or levels_of(column, RELATED)
    return worded and not known and not named_for(name, BESIDE)


def dated(table: Table) -> dict[str, str]:
    """Find the dates on which an event began and ended: by their names, or the first for its beginning."""
    dates = [name for name, column in table.columns.items() if column.kind == "date"]
    found: dict[str, str] = {}
    for variable, words, ending in (("AENDT", END, TO), ("ASTDT", START, FROM)):
        for name in dates:
            own = words_of(name)
            if name not in found and variable not in found.values() and (set(own) & words or ending.search(own[-1])):
                found[name] = variable
    if "ASTDT" not in found.values() and (rest := [name for name in dates if name not in found]):
        found[rest[0]] = "ASTDT"
    return found


def described(variable: str, column: Column) -> Any:
    """Describe a variable of events by what stands in its column."""
    entry: dict[str, Any] = {"column": column.name}
    if column.kind == "date":
        return Said({**entry, "type": "date", **format_of(column), "label": column.title}, why_dates(column))
    if levels := coded(variable, column):
        asked = "? which count as related" if variable == "AEREL" and len(column.texts) > len(levels) else ""
        graded = variable == "AESEV" and column.kind == "number" and not column.levels
        asked = asked or ("? what each grade means" if graded else "")
        return Said({**entry, "type": "category", "label": column.title, "codes": levels}, asked)
    if column.kind == "number" and not column.results:
        unit = unit_of(column.name)
        entry |= {"type": "number", "label": column.title} | ({"unit": unit} if unit else {})
        return Said(entry, f"{column.low:g} to {column.high:g}")
    return {**entry, "label": column.title}


def coded(variable: str, column: Column) -> dict[str, Any]:
    """Give the levels of severities, the mildest first, and of what is answered by yes or no; nothing for others."""
    if column.levels:
        if not {level.casefold() for level in column.levels} <= YES | NO:
            return column.levels
        return {"Y" if level.casefold() in YES else "N": code for level, code in column.levels.items()}
    if column.kind == "number":
        grades = [str(text) for text in sorted(column.texts.index)]
        graded = variable == "AESEV" and column.whole and 1 <= column.low < column.high <= GRADES
        yes_no = variable in ("AESER", "AEREL") and grades == ["0", "1"]
        return {f"Grade {text}": text for text in grades} if graded else {"Y": "1", "N": "0"} if yes_no else {}
    if variable == "AESEV":
        return levels_of(column, SEVERITY)
    if variable == "AEREL":
        return levels_of(column, RELATED)
    return levels_of(column, dict.fromkeys(YES, "Y") | dict.fromkeys(NO, "N"))


def levels_of(column: Column, known: Mapping[str, str]) -> dict[str, Any]:
    """Give the levels that all texts of a column are known to mean, in their order; nothing where any is not known."""
    texts = sorted(str(text) for text in column.texts.index)
    if not texts or column.kind != "category" or not all(text.casefold() in known for text in texts):
        return {}
    found = {
        level: [text for text in texts if known[text.casefold()] == level] for level in dict.fromkeys(known.values())
    }
    return {level: own[0] if len(own) == 1 else own for level, own in found.items() if own}
