"""Which variables tell records apart: as few as do, and none where no choice does."""

from __future__ import annotations

import pandas as pd

from trialstats.standards.keys import keys_of


def keys(**columns: list[object]) -> tuple[str, ...]:
    return keys_of(pd.DataFrame(columns))


def test_as_few_as_tell_records_apart() -> None:
    assert keys(STUDYID=["X", "X"], USUBJID=["1", "2"], AGE=[1, 1]) == ("STUDYID", "USUBJID")
    assert keys(USUBJID=["1", "1"], PARAMCD=["A", "A"], AVISITN=[0, 1], AVISIT=["B", "C"]) == ("USUBJID", "AVISITN")
    assert keys(USUBJID=["1", "1"], AESEQ=[1, 2], ASTDT=[1, 2]) == ("USUBJID", "AESEQ")
    assert keys(USUBJID=["1", "1"], SRCLINE=[5, 6]) == ("USUBJID", "SRCLINE")


def test_none_where_no_choice_does() -> None:
    assert keys(USUBJID=["1", "1"], SRCLINE=[5, 5]) == ()
    assert keys(AGE=[1, 1]) == ()
    assert keys(APERIOD=[1]) == ("APERIOD",)
