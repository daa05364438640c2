"""What must not matter does not: the order of rows in a file, and the names that the trial file chooses."""

from __future__ import annotations

import contextlib
import tempfile
from functools import cache
from random import Random

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import Tiny, build_all, map_all, with_rows
from trialstats.io.read import Raw
from trialstats.io.table import LINE
from trialstats.trialfile.trial import Trial

UNSCHEDULED = [
    "001,U,2024-01-30,PAIN,41,mm",
    "001,U,2024-02-04,PAIN,43,mm",
    "001,U,2024-02-01,STIFF,45,mm",
    "002,U,2024-02-04,PAIN,NA,mm",
    "003,U,2024-04-30,PAIN,41,mm",
]


@cache
def trial_with_windows() -> tuple[Trial, dict[str, Raw], dict[str, pd.DataFrame]]:
    """The tiny trial by windows, with several records in some, a mean of three, and its datasets."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        tiny = Tiny()
        tiny.add("data/vas.csv", *UNSCHEDULED)
        tiny.fates(outside_window="exclude", not_numeric="exclude")
        tiny.spec("    shape: long", "    visits_by: window\n    shape: long")
        tiny.spec(
            "mean_of: [PAIN, STIFF], unit: mm}",
            "mean_of: [PAIN, STIFF], unit: mm}\n      ALL: {label: All, mean_of: [PAIN, STIFF, BOTH], at_least: 1}",
        )
        trial, raw = tiny.load(), tiny.raw()
        return trial, raw, build_all(trial, map_all(trial, raw))


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(random: Random) -> None:
    trial, raw, expected = trial_with_windows()
    for source in raw:
        rows = list(range(len(raw[source].frame)))
        random.shuffle(rows)
        shuffled = raw[source].frame.iloc[rows].assign(**{LINE: range(2, len(rows) + 2)})
        raw = with_rows(raw, source, shuffled)
    made = build_all(trial, map_all(trial, raw))
    keys = {"adsl": ["USUBJID"], "adae": ["USUBJID", "ASTDT"]}
    for name, frame in expected.items():
        given, wanted = (data.drop(columns=["SRCLINE", "ASEQ"], errors="ignore") for data in (made[name], frame))
        if name in keys:  # these keep the order of their file
            given, wanted = (data.sort_values(keys[name]).reset_index(drop=True) for data in (given, wanted))
        pd.testing.assert_frame_equal(given, wanted, rtol=0, atol=0)


NAMES = {"Laser": "1. Bras « é »", "Sham": "no", "Baseline": "V-0", "Week 4": "007", "Week 8": "Tag 56: Ende"}


def test_the_names_of_arms_and_visits_are_only_names(tiny: Tiny) -> None:
    expected = tiny.adam()
    for old, new in NAMES.items():
        tiny.spec(f"\n  {old}: {{codes", f'\n  "{new}": {{codes')
    tiny.spec("timepoint: Week 8", f"timepoint: '{NAMES['Week 8']}'")
    made = tiny.adam()
    for name, frame in expected.items():
        named = [column for column in ("TRT01P", "TRT01A", "TRTP", "TRTA", "AVISIT") if column in frame]
        renamed = frame.replace(dict.fromkeys(named, NAMES))
        pd.testing.assert_frame_equal(made[name], renamed)
