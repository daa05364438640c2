"""Questionnaires: the SF-36 of independent programs, sums by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from trialstats.validate.reference import REFERENCE
from trialstats.validate.requirement import Comparison, Domain, near

__all__ = ["scores"]

scores = Domain("QUEST", "Questionnaires", "OQ", "questionnaires.md")

TESTS = "tests/questionnaires/test_sf36_vectors.py"
SCALES = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")


def as_scored(file: str, names: Mapping[str, str], source: str, **how: Any) -> Iterator[Comparison]:
    """Compare the columns of a file of scored questionnaires with ours; an empty cell says that there is no score."""
    import pandas as pd

    from trialstats.questionnaires import sf36

    held = pd.read_csv(REFERENCE / file)
    items = held[[f"i{item}" for item in range(1, 37)]].set_axis(range(1, 37), axis=1).astype(float)
    made = sf36.score(items, **how)
    for theirs, ours in names.items():
        for row, (expected, found) in enumerate(zip(held[theirs].astype(float), made[ours], strict=True), start=1):
            if not (math.isnan(expected) and math.isnan(found)):
                yield near(f"{theirs}, case {row}", expected, found, within=1e-9, source=source)


@scores.requires(
    "01",
    "SF-36 version 1: eight scales, norm-based scores and summaries (orthogonal and oblique) of 151"
    " questionnaires with "
    "gaps are those of two independent programs.",
    tests=(f"{TESTS}::test_v1_agrees_with_two_programs",),
)
def version_1() -> Iterator[Comparison]:
    names = {**{name: name for name in SCALES}, **{f"{name}_T_us1990": f"{name}_T" for name in SCALES}}
    names |= {"PCS_us1990": "PCS", "MCS_us1990": "MCS"}
    source = "lbraglia/lbscorer@87ca134 (R) and danielelozzi/sf36@d1c3e43 (JavaScript)"
    yield from as_scored("sf36_v1_ware.csv", names, source, version="v1", norms="us1990")


@scores.requires(
    "02",
    "SF-36 version 2 with the norms of 1998: all scores of 151 questionnaires are those of two independent programs.",
    tests=(f"{TESTS}::test_v2_agrees_with_two_programs",),
)
def version_2() -> Iterator[Comparison]:
    names = {name: name for name in (*SCALES, *(f"{scale}_T" for scale in SCALES), "PCS", "MCS")}
    source = "MelikeSV/Project-SF-36 and Ludiah/Scoring-SF36 (R)"
    yield from as_scored("sf36_v2_us1998.csv", names, source, version="v2", norms="us1998")


@scores.requires(
    "03",
    "RAND-36: all scales of 151 questionnaires under both rules for absent items are two independent programs'.",
    tests=(f"{TESTS}::test_rand36_agrees_under_both_rules_for_missing_items",),
)
def rand() -> Iterator[Comparison]:
    for half, suffix in ((False, ""), (True, "_halfrule")):
        names = {name + suffix: name for name in SCALES}
        source = "camcops_server 2.4.24" if not half else "danielelozzi/sf36@d1c3e43"
        yield from as_scored("rand36_v1.csv", names, source, version="rand36", half_rule=half)


# A form, its answers, and what they add up to.
BY_HAND: tuple[tuple[str, tuple[int, ...], str, float], ...] = (
    ("phq9", (3, 2, 1, 0, 3, 2, 1, 0, 3), "total", 15),
    ("phq9", (3,) * 9, "total", 27),
    ("gad7", (1, 2, 3, 0, 1, 2, 3), "total", 12),
    ("isi", (4, 3, 2, 1, 0, 1, 2), "total", 13),
)


@scores.requires(
    "04",
    "Sums of PHQ-9, GAD-7 and ISI are those added up by hand.",
    tests=("tests/questionnaires/test_scales.py", "tests/questionnaires/test_scale_examples.py"),
)
def by_hand() -> Iterator[Comparison]:
    import pandas as pd

    from trialstats.questionnaires import score

    for name, answers, column, expected in BY_HAND:
        items = [f"q{place}" for place in range(1, len(answers) + 1)]
        made = score(name, pd.DataFrame([answers], columns=items, dtype=float))
        yield near(f"{name} of {', '.join(map(str, answers))}", expected, made[column].iloc[0], source="by hand")
