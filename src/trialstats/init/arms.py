"""Which column says the arm: a few texts, one a subject, by its name, its texts and how many subjects have each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.init.columns import Column
from trialstats.init.files import Table
from trialstats.init.people import People
from trialstats.init.words import ARM, SITE, VISIT, named_for, words_of

__all__ = ["Arms", "find_arms"]

MOST_ARMS = 8
LEAST_SUBJECTS = 3
CONTROL = re.compile(
    r"placebo|plac\b|\bplb|\bpbo\b|sham|control|\bctrl\b|usual|standard|vehicle|dummy|waiting|wait.?list|no treatment"
    r"|untreated|observation|reference|comparator|saline|kontrol|plazebo|\bnone\b|attention",
    re.IGNORECASE,
)
TREATED = re.compile(
    r"active|treat|\bmg\b|\d ?(mg|ug|mcg|u|iu|ml)\b|verum|drug|therapy|intervention|\bdose\b|laser", re.IGNORECASE
)
NOBODY = re.compile(r"screen|not (assigned|treated|randomi[sz]ed)|unassigned|withdrawn before", re.IGNORECASE)
PERSONAL = {
    *(
        "sex",
        "gender",
        "race",
        "ethnic",
        "ethnicity",
        "smoker",
        "smoking",
        "stratum",
        "strata",
        "female",
        "male",
        "age",
    ),
    *(
        "agegr",
        "agegrp",
        "education",
        "employed",
        "marital",
        "diagnosis",
        "side",
        "order",
        "sequence",
        "period",
        "status",
    ),
}
ACTUAL = re.compile(r"^(act|trta|actual|received|given)")
YES_NO = {"y", "n", "yes", "no", "true", "false", "0", "1", "ja", "nein"}
LETTERS = {"p": "Placebo", "s": "Sham", "c": "Control"}


@dataclass(frozen=True)
class Arms:
    """The arms: where they stand, their codes (the reference last), those of nobody randomised, and the evidence.

    names: of codes, as a codebook says. doubt: what is open about the column. reference_doubt: what is open about the
    reference.
    """

    table: str
    column: str
    codes: tuple[str, ...]
    nobody: tuple[str, ...]
    why: str
    doubt: bool
    reference_doubt: str
    blank: int
    names: Mapping[str, str]


@dataclass(frozen=True)
class Candidate:
    """A column that may say the arm. score: how much speaks for it."""

    table: Table
    column: str
    counts: pd.Series
    score: float


def find_arms(tables: Sequence[Table], people: Mapping[str, People]) -> Arms | None:
    """Find the arms; None where no column can say them."""
    some = [one for table in tables if table.name in people for one in candidates_of(table, people[table.name])]
    if not some:
        return None
    chosen = max(some, key=lambda one: (one.score, one.counts.sum()))
    ids = people[chosen.table.name].ids
    levels = [str(text) for text in chosen.counts.index]
    nobody = [text for text in levels if NOBODY.search(text)]
    meaning = chosen.table.meanings.get(chosen.column, {})
    codes, doubt = in_order([text for text in levels if text not in nobody], meaning)
    each = ", ".join(f"{chosen.counts[code]:,} {code}" for code in codes)
    return Arms(
        chosen.table.name,
        chosen.column,
        tuple(codes),
        tuple(nobody),
        f"one text a subject ({each})",
        bool(chosen.score < 2),
        doubt,
        int(ids.nunique() - sum(chosen.counts[code] for code in codes)),
        {code: meaning[code] for code in codes if code in meaning},
    )


def candidates_of(table: Table, people: People) -> Iterator[Candidate]:
    """Give the columns of a few texts, one a subject."""
    for name in people.constant:
        column = table.columns[name]
        if (
            name in people.columns
            or column.kind not in ("category", "number")
            or not 2 <= column.different <= MOST_ARMS
        ):
            continue
        first = pd.Series(table.frame[name].str.strip().to_numpy(), index=people.ids).groupby(level=0).first()
        counts = first[first.isin(list(column.texts.index))].value_counts().sort_index()
        least = min(LEAST_SUBJECTS, max(people.number // 6, 1))
        if len(counts) > 1 and counts.min() >= least and counts.sum() >= people.number / 3:
            yield Candidate(table, name, counts, score(name, column, counts, people))


def score(name: str, column: Column, counts: pd.Series, people: People) -> float:
    """Say how much speaks for a column: its name, its texts, and that about as many subjects have each."""
    words, texts = words_of(name), [column.meaning.get(str(text), str(text)) for text in counts.index]
    named = 3.0 if named_for(name, ARM) or any(word.startswith(("treat", "random")) for word in words) else 0.0
    named -= 0.5 * any(ACTUAL.match(word) for word in words)
    told = 1.5 * any(CONTROL.search(text) for text in texts) + 0.5 * any(TREATED.search(text) for text in texts)
    balance = 0.5 * (counts.min() >= 0.5 * counts.max())
    readable = 0.3 * (column.kind == "category")
    other = 2.0 * bool(set(words) & (PERSONAL | SITE | VISIT)) + 0.5 * ({text.casefold() for text in texts} <= YES_NO)
    alone = 0.2 * (not people.repeated)  # a file of subjects rather than of their visits
    return float(named + told + balance + readable + alone - other)


def in_order(codes: list[str], meaning: Mapping[str, str]) -> tuple[list[str], str]:
    """Put the reference last; say what is open about it."""
    natural = sorted(codes, key=in_natural_order)
    controls = [code for code in natural if CONTROL.search(meaning.get(code, code))]
    if controls:
        doubt = "" if len(controls) == 1 else f"? or is it {' or '.join(controls[1:])}"
        return [*(code for code in natural if code != controls[0]), controls[0]], doubt
    letters = [code for code in natural if code.casefold() in LETTERS]
    if letters:
        chosen = letters[0]
        stands_for = LETTERS[chosen.casefold()]
        return [
            *(code for code in natural if code != chosen),
            chosen,
        ], f"? taken for {stands_for} by its letter: name the arms"
    if "0" in natural:
        return [*(code for code in natural if code != "0"), "0"], "? code 0 was taken for the control: name the arms"
    said = "? nothing says which arm is the control"
    return natural, f"{said}: name the arms" if all(code.isdigit() for code in natural) else said


def in_natural_order(text: str) -> tuple[object, ...]:
    """Order texts with their numbers as numbers: 5000U before 10000U."""
    parts = re.split(r"(\d+(?:\.\d+)?)", text)
    return tuple((float(part), "") if index % 2 else (0.0, part) for index, part in enumerate(parts))
