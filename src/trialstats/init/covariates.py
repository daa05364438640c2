"""Variables of subjects: covariates, dates, flags of populations, and how subjects ended the trial."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from trialstats.init.columns import Column
from trialstats.init.files import Table
from trialstats.init.findings import date_said, format_of, why_dates
from trialstats.init.parameters import HIGHER, LOWER, SCALES
from trialstats.init.said import Said, counted
from trialstats.init.words import SITE, is_coded, named_for, short_name, subject_rank, unit_of, words_of

__all__ = ["Ended", "covariate", "date_variables", "ended", "flags", "is_baseline_value", "is_covariate", "variable_of"]

VARIABLES = {
    **dict.fromkeys(("age", "alter", "edad"), "AGE"),
    **dict.fromkeys(("sex", "gender", "geschlecht", "sexe", "sexo"), "SEX"),
    **dict.fromkeys(("race",), "RACE"),
    **dict.fromkeys(("ethnic", "ethnicity"), "ETHNIC"),
    **dict.fromkeys(("height", "groesse", "taille"), "HEIGHT"),
    **dict.fromkeys(("weight", "gewicht", "poids"), "WEIGHT"),
    **dict.fromkeys(("bmi",), "BMI"),
    **dict.fromkeys(("country",), "COUNTRY"),
}
LEVELS = 12
NUMBER_LEVELS = 5
MOST_CODES = 20
CHANGE = re.compile(r"^(change|chg|delta|diff|pchg|percentdelta|percentchange|response|responder)")
BASELINE = re.compile(r"^(bas|base|baseline|bl|pre|basval|baselin.*)$")
ENDED = {"discont", "discontinued", "discontinuation", "dropout", "withdrawal", "withdrawn", "disposition", "dcsreas"}
ENDED |= {"completed", "completion", "completer", "eosstt", "dsdecod", "dcdecod", "dcreascd", "dcreas", "stopped"}
YES = ("Y", "y", "Yes", "yes", "YES", "1", "TRUE", "True", "true")
FLAGS = {
    "ITTFL": (re.compile(r"^(itt|ittfl)$"), "Intention-to-treat population"),
    "FASFL": (re.compile(r"^(fas|fasfl|full_analysis)$"), "Full analysis set"),
    "SAFFL": (re.compile(r"^(saf|saffl|safety|safety_population)$"), "Safety population"),
    "PPROTFL": (re.compile(r"^(pp|ppfl|pprotfl|per_protocol|perprotocol|pp_population)$"), "Per-protocol population"),
}


@dataclass(frozen=True)
class Ended:
    """How subjects ended the trial, as the trial file says it."""

    entry: dict[str, Any]
    why: str
    columns: tuple[str, ...]


def is_covariate(column: Column) -> bool:
    """Tell a column that may describe subjects: numbers, or a few texts."""
    if (
        column.different < 2
        or subject_rank(column.name) > 1
        or CHANGE.match(column.name.casefold().replace(".", "").replace("_", ""))
    ):
        return False
    return column.kind == "number" or (
        column.kind == "category" and (column.different <= LEVELS or named_for(column.name, SITE))
    )


def is_baseline_value(column: Column) -> bool:
    """Tell a column of numbers whose name says that it holds what was measured at baseline."""
    numbers = column.kind == "number" and column.different > NUMBER_LEVELS
    return numbers and any(BASELINE.fullmatch(word) for word in words_of(column.name))


def variable_of(name: str, taken: Collection[str]) -> str:
    """Name the variable of a column as CDISC does, or after the column."""
    known = next((VARIABLES[word] for word in words_of(name) if word in VARIABLES), None)
    if known is None and named_for(name, SITE):
        known = "SITEID"
    return short_name(known if known and known not in taken else name, taken, "VAR")


def covariate(variable: str, column: Column) -> Said:
    """Describe a covariate by what stands in its column."""
    few_numbers = column.kind == "number" and column.whole and column.different <= NUMBER_LEVELS
    coded = column.kind == "number" and column.whole and is_coded(column.name) and column.is_few
    level = column.kind == "category" or few_numbers or coded or variable == "SITEID"
    entry: dict[str, Any] = {"column": column.name, "type": "category" if level else "number", "label": column.title}
    if variable == "SITEID":
        entry["label"] = "Site"
        return Said(entry | ({"codes": column.levels} if column.levels else {}), counted(column.different, "site"))
    if column.levels and column.different <= LEVELS:
        return Said(entry | {"type": "category", "codes": column.levels}, "as the codebook says")
    if level:
        return Said(entry | sexes(variable, column), levels_said(column))
    unit = unit_of(column.name) or ("years" if variable == "AGE" else None)
    if unit and unit not in words_of(column.title):  # `Age in years` says it already
        entry["unit"] = unit
    said = f"{column.low:g} to {column.high:g}"
    if not column.whole:
        return Said(entry, said)
    asked = "; ? a number, or codes: `type: category`" if may_be_codes(column) else ""
    return Said(entry | ({"decimals": 0} if column.high > 1000 else {}), said + asked)


def may_be_codes(column: Column) -> bool:
    """Tell a few whole numbers one after the other, which may be names of something."""
    consecutive = column.high - column.low == column.different - 1
    measured = named_for(column.name, LOWER | HIGHER | SCALES)
    return consecutive and not measured and column.low in (0, 1) and column.different <= MOST_CODES and column.is_few


def levels_said(column: Column) -> str:
    """Say how many levels there are, and what is open about them."""
    if column.kind == "number":
        shown = column.shared if len(column.shared) <= NUMBER_LEVELS else ()
        return f"? what {', '.join(shown) or f'its {column.different} codes'} mean: `codes: {{NAME: CODE, ...}}`"
    return counted(column.different, "level")


def sexes(variable: str, column: Column) -> dict[str, Any]:
    """Give the codes of the sexes, where their letters say them."""
    texts = {str(text) for text in column.texts.index}
    if variable == "SEX" and {text.casefold() for text in texts} <= {"f", "m", "w"} and len(texts) == 2:
        female = next(text for text in texts if text.casefold() != "m")
        return {"codes": {"Female": female, "Male": next(text for text in texts if text != female)}}
    return {}


def date_variables(table: Table) -> dict[str, Said]:
    """Find the dates of randomisation and of the first treatment among the columns of subjects."""
    found: dict[str, Said] = {}
    for name, column in table.columns.items():
        words = set(words_of(name))
        if column.kind != "date" or column.dates is None or column.dates.partial:
            continue
        if any(word.startswith("rand") for word in words):
            found.setdefault("RANDDT", date_said(column))
        elif words & {"trtsdt", "rfxstdtc"} or (
            words & {"first", "start"} and words & {"dose", "treatment", "drug", "trt"}
        ):
            found.setdefault("TRTSDT", date_said(column))
    return dict(sorted(found.items()))


def flags(table: Table) -> dict[str, Said]:
    """Find the populations that columns of subjects say."""
    found: dict[str, Said] = {}
    for name, column in table.columns.items():
        for flag, (pattern, label) in FLAGS.items():
            yes = [text for text in YES if text in column.texts.index]
            if pattern.fullmatch(name.casefold()) and column.different <= 2 and len(yes) == 1:
                number = int(column.texts[yes[0]])
                found.setdefault(
                    flag, Said({"label": label, "column": name, "equals": yes[0]}, f"{counted(number, 'subject')}")
                )
    return found


def ended(table: Table, source: str, apart: bool) -> Ended | None:
    """Find how subjects ended the trial. apart: the table holds some of the subjects, those who stopped."""
    named = [
        name
        for name, column in table.columns.items()
        if (named_for(name, ENDED) or (apart and "reason" in words_of(name)))
        and column.kind in ("category", "text", "number")
    ]
    named.sort(key=lambda name: "reason" not in words_of(name) and "dcsreas" not in words_of(name))
    if not named:
        return None
    column = table.columns[named[0]]
    entry: dict[str, Any] = {"source": source, "reason": column.name}
    done = [str(text) for text in column.texts.index if re.search(r"^complet", str(text), re.IGNORECASE)]
    if not done and "complet" in column.name.casefold():
        done = [text for text in YES if text in column.texts.index]
    if done:
        entry["completed"] = done[0] if len(done) == 1 else done
    dates = [c for c in table.columns.values() if c.kind == "date" and c.dates] if apart else []
    if len(dates) == 1:
        entry["date"] = {"column": dates[0].name, **format_of(dates[0])}
    why = (
        f"{counted(column.filled, 'subject')} with a text"
        if not done
        else f"{counted(int(sum(column.texts[t] for t in done)), 'subject')} completed"
    )
    dated = f"; dates: {why_dates(dates[0])}" if len(dates) == 1 else ""
    return Ended(entry, why + dated, (column.name, *(c.name for c in dates)))
