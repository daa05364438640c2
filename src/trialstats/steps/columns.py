"""Which columns of a dataset an analysis reads: large trials would not fit into memory with all of them.

Records carry every variable of their subjects, which is what makes ADaM datasets large. An analysis gets those of them
that its options, or those of its estimand, name; they have no other way to mean one. What records say of themselves it
gets but for what no method looks at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from trialstats.trialfile.trial import Trial

__all__ = ["UNREAD", "columns_read", "variables_named"]

# What records say of themselves that no method reads, if its options do not name it.
UNREAD = (
    "STUDYID",
    "SUBJID",
    "ASEQ",
    "TRTPN",
    "TRTAN",
    "PARAM",
    "PARAMN",
    "PARAMTYP",
    "ANL02FL",
    "NREP",
    "REPCV",
    "SRCDOM",
)
# What every method may read of a subject.
OF_EVERYBODY = ("USUBJID", "TRT01P", "TRT01A")


def columns_read(trial: Trial, name: str, columns: Sequence[str], of_subjects: Collection[str]) -> list[str]:
    """Name those of the columns of a dataset that an analysis reads.

    of_subjects: the variables of ADSL.
    """
    named = variables_named(trial, name)
    left = ({*of_subjects} - {*OF_EVERYBODY, *named}) | ({*UNREAD} - named)
    return [column for column in columns if column not in left]


def variables_named(trial: Trial, name: str) -> set[str]:
    """Gather every text that an analysis, those that it uses, and their estimands say, of which some name variables."""
    analysis = trial.complete(name)
    said: set[str] = {*OF_EVERYBODY, *texts(analysis.model_dump())}
    estimand = trial.estimands.get(str(getattr(analysis, "estimand", None)))
    said |= {*texts(estimand.model_dump())} if estimand else set()
    said |= {column for pair in analysis.spans for column in pair}
    for variables in analysis.subject_variables.values():
        said |= {*variables}
    if trial.crossover:
        said |= {"TRTSEQP", "TRTSEQA", "APERIOD", "APERIODC"}
    for other in analysis.further_analyses:
        said |= variables_named(trial, other)
    return said


def texts(said: Any) -> Iterator[str]:
    """Yield every text of a part of the trial file, also those that are keys."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        for key, value in said.items():
            yield from texts(key)
            yield from texts(value)
    elif isinstance(said, list | tuple | set | frozenset):
        for value in said:
            yield from texts(value)
