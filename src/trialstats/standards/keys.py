"""Which variables tell one record of a dataset from another."""

from __future__ import annotations

import pandas as pd

__all__ = ["keys_of"]

# What a record is of, whatever the data hold: of a dataset with parameters also of a parameter and a visit.
ALWAYS, OF_FINDINGS = ("STUDYID", "USUBJID"), ("PARAMCD", "AVISITN")
# The place of a record among its subject's. Events have no other natural key: that no two began on one day is chance.
SEQUENCE = "ASEQ"
# In the order in which they are taken along until no two records have the same values.
CANDIDATES = (
    *ALWAYS,
    *("PARAMCD", "ICE", "APERIOD", "AVISITN", "AVISIT", "ADT", "ASTDT"),
    "POPVAR",
    *("BASETYPE", "DTYPE", "ATPTN", SEQUENCE, "SRCFILE", "SRCLINE"),
)


def keys_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """Give the variables that tell records apart; none where no choice of them does.

    Those that tell nothing apart beyond the others are left out, but for study and subject, and of findings parameter
    and visit.
    """
    fixed = (*ALWAYS, *OF_FINDINGS) if "PARAMCD" in frame else ALWAYS
    sequences = [name for name in frame.columns if name.endswith("SEQ") and name not in CANDIDATES]
    if not sequences and "PARAMCD" not in frame and SEQUENCE in frame:
        sequences = [SEQUENCE]
    known = [name for name in dict.fromkeys((*ALWAYS, *sequences, *CANDIDATES[2:])) if name in frame.columns]
    taken: list[str] = []
    for name in known:
        taken.append(name)
        if is_unique(frame, taken):
            kept = needed(frame, taken, fixed)
            return tuple(name for name in known if name in kept or name in fixed)
    return ()


def needed(frame: pd.DataFrame, names: list[str], fixed: tuple[str, ...]) -> list[str]:
    """Leave out, from the last on, what the others do without."""
    kept = names
    for name in reversed(names):
        without = [other for other in kept if other != name]
        if name not in fixed and is_unique(frame, without):
            kept = without
    return kept


def is_unique(frame: pd.DataFrame, names: list[str]) -> bool:
    return bool(names) and not frame.duplicated(names).any()
