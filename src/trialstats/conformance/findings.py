"""What a check finds, and the checks themselves: what each is called, and by which public rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from trialstats.conformance.folder import Dataset, Folder

__all__ = ["Check", "Finding", "at_rows", "check"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """Something that is not as ADaM has it. row: from 1, of the dataset, where it is about a row."""

    dataset: str
    variable: str
    text: str
    USUBJID: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Check:
    """A check. rules: numbers of CDISC's ADaM conformance rules that it follows, where they are known for sure."""

    id: str
    says: str
    severity: Severity
    rules: tuple[str, ...]
    run: Callable[[Folder], Iterable[Finding]]


def check(
    id: str, says: str, *rules: str, severity: Severity = "error"
) -> Callable[[Callable[[Folder], Iterator[Finding]]], Check]:
    """Make a check of a function that looks through a folder."""
    return lambda run: Check(id, says, severity, rules, run)


def at_rows(dataset: Dataset, variable: str, wrong: pd.Series, text: str | pd.Series) -> Iterator[Finding]:
    """Give a finding a row. text: one for all, or one for each."""
    hits = [place for place, is_wrong in enumerate(wrong.fillna(False)) if is_wrong]
    for place in hits:
        said = text if isinstance(text, str) else str(text.iloc[place])
        subject = str(dataset.frame["USUBJID"].iloc[place]) if "USUBJID" in dataset.frame else ""
        yield Finding(dataset.name, variable, said, subject, place + 1)
