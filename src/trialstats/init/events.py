"""Files of events: several rows a subject that no visit orders, such as adverse events, medication or sessions."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from trialstats.init.columns import Column
from trialstats.init.files import Table
from trialstats.init.findings import format_of, why_dates
from trialstats.init.people import People
from trialstats.init.said import Said, counted
from trialstats.init.words import label_of, short_name, unit_of, words_of
from trialstats.trialfile.checks.collisions import ADSL, BDS

__all__ = ["Events", "events_of"]

ADVERSE = {
    "ae",
    "aes",
    "adae",
    "adverse",
    "event",
    "events",
    "aeterm",
    "aedecod",
    "reaction",
    "sideeffect",
    "sae",
    "safety",
}
MEDICATION = {
    "cm",
    "adcm",
    "med",
    "meds",
    "medication",
    "medications",
    "drug",
    "conmed",
    "conmeds",
    "rescue",
    "cmtrt",
    "concomitant",
}
START = {
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
    "aestdt",
}
END = {
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
    "endt",
}
# The variables of an event by a word of their column, in the order in which they are looked for.
OF_ADVERSE = {
    "AEDECOD": {"aedecod", "decod", "preferred", "pt", "ptterm"},
    "AETERM": {"aeterm", "term", "event", "reaction", "adverse", "description", "name", "ae", "symptom", "verbatim"},
    "AEBODSYS": {"aebodsys", "system", "soc", "bodsys", "class"},
    "AESEV": {"aesev", "severity", "sev", "intensity", "grade", "aetoxgr"},
    "AESER": {"aeser", "serious", "ser", "sae"},
    "AEREL": {"aerel", "related", "rel", "relation", "causality", "relationship"},
    "AEOUT": {"aeout", "outcome"},
}
OF_MEDICATION = {
    "CMTRT": {"cmtrt", "medication", "drug", "name", "product", "treatment", "med", "agent"},
    "CMINDC": {"cmindc", "indication", "reason"},
    "CMDOSE": {"cmdose", "dose", "cmdostot"},
    "CMDUR": {"cmdur", "days", "duration"},
}
FROM, TO = re.compile("stdtc?$"), re.compile("endtc?$")
SEVERITY = {"mild": "MILD", "moderate": "MODERATE", "severe": "SEVERE"}
YES_NO = {"y": "Y", "yes": "Y", "n": "N", "no": "N"}


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
    words = set(words_of(table.name))
    columns = {word for name in table.columns for word in words_of(name)}
    kind = "adae" if words & ADVERSE or columns & {"aeterm", "aedecod"} else ""
    kind = kind or ("adcm" if words & MEDICATION or columns & {"cmtrt", "medication"} else "")
    names = OF_ADVERSE if kind == "adae" else OF_MEDICATION if kind == "adcm" else {}
    variables: dict[str, Any] = {}
    dates = dated(table)
    for name, column in table.columns.items():
        same = name in without or (column.different < 2 and name in people.constant)
        if name in people.columns or column.kind == "blank" or same:
            continue
        variable = dates.get(name) or variable_of(name, column, names, variables)
        variables[variable] = described(variable, column)
    if not variables:
        return None
    order = [*names, "ASTDT", "AENDT"]
    ordered = dict(sorted(variables.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))
    name, number = kind or f"ad{table.name}", 1
    while name in taken:
        number += 1
        name = f"{kind or f'ad{table.name}'}{number}"
    entry = {"source": table.name, "label": label_of(table.name), "columns": ordered}
    partial = any(c.dates is not None and c.dates.partial for c in table.columns.values())
    why = f"{counted(table.rows, 'row')} of {counted(people.number, 'subject')}, and no column of visits"
    return Events(name, entry, why, partial, kind)


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


def variable_of(name: str, column: Column, names: dict[str, set[str]], taken: dict[str, Any]) -> str:
    """Name the variable of a column: as CDISC does where it is known, or after the column."""
    words = set(words_of(name))
    for variable, known in names.items():
        if words & known and variable not in taken and column.kind != "date" and "unit" not in words:
            return variable
    return short_name(name, [*taken, *ADSL, *BDS, "ASTDT", "AENDT"], "VAR")


def described(variable: str, column: Column) -> Any:
    """Describe a variable of events by what stands in its column."""
    entry: dict[str, Any] = {"column": column.name}
    if column.kind == "date":
        return Said({**entry, "type": "date", **format_of(column), "label": label_of(column.name)}, why_dates(column))
    if column.kind == "number" and not column.results:
        unit = unit_of(column.name)
        entry |= {"type": "number", "label": label_of(column.name)} | ({"unit": unit} if unit else {})
        return Said(entry, f"{column.low:g} to {column.high:g}")
    texts = [str(text) for text in column.texts.index]
    codes = SEVERITY if variable == "AESEV" else YES_NO if len(texts) <= 2 else {}
    if texts and codes and all(text.casefold() in codes for text in texts):
        levels: dict[str, Any] = {}
        for text in sorted(texts, key=lambda text: (list(codes.values()).index(codes[text.casefold()]), text)):
            levels[codes[text.casefold()]] = text
        if len(levels) == len(texts):
            return {**entry, "type": "category", "label": label_of(column.name), "codes": levels}
    return {**entry, "label": label_of(column.name)}
