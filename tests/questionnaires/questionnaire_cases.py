"""The questionnaires that have a data file, as tests see them: a row each, written out here and not read from the file.

A row says the options, the codes of each item, what each score is made of, and forms that were scored by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from trialstats.questionnaires import Questionnaire, questionnaire

Answers = Sequence[float | None]


@dataclass(frozen=True)
class Expected:
    """A score: its PARAMCD, rule, items, how many of them must be answered, and its range."""

    paramcd: str
    rule: str
    items: Sequence[str]
    needed: int
    low: float
    high: float


@dataclass(frozen=True)
class Case:
    """A questionnaire with its options; `by_hand`: answers in the order of the form, and all that is scored of them.

    categories: PARAMCD, lowest and highest class. mcid: the differences that were published as important, by PARAMCD.
    """

    name: str
    codes: Mapping[str, Sequence[int]]
    scores: Mapping[str, Expected]
    by_hand: Sequence[tuple[Answers, Mapping[str, float | None]]]
    options: Mapping[str, Any] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, float, float]] = field(default_factory=dict)
    mcid: Mapping[str, float] = field(default_factory=dict)

    @property
    def scored(self) -> Questionnaire:
        return questionnaire(self.name, **self.options)

    def score(self, items: pd.DataFrame) -> pd.DataFrame:
        return self.scored.score(items)

    def form(self, answers: Mapping[str, float | None]) -> pd.DataFrame:
        return pd.DataFrame([answers], columns=list(self.codes), dtype=float)

    @property
    def lowest(self) -> dict[str, float | None]:
        return {item: float(codes[0]) for item, codes in self.codes.items()}

    @property
    def highest(self) -> dict[str, float | None]:
        return {item: float(codes[-1]) for item, codes in self.codes.items()}


def numbered(codes: Sequence[int], *numbers: int) -> dict[str, Sequence[int]]:
    return {f"q{number}": codes for number in numbers}


TEN = tuple(range(11))
SEVERITY = ("worst", "least", "average", "now")
INTERFERENCE = ("activity", "mood", "walking", "work", "relations", "sleep", "enjoyment")
BPI = dict.fromkeys((*SEVERITY, *INTERFERENCE), TEN)
DN4 = numbered((0, 1), *range(1, 11))
DN4_INTERVIEW = numbered((0, 1), *range(1, 8))
DN4_SCORES = {
    "total": Expected("DN4", "sum", tuple(DN4), 10, 0, 10),
    "interview": Expected("DN4I", "sum", tuple(DN4_INTERVIEW), 7, 0, 7),
    "examination": Expected("DN4EX", "sum", ("q8", "q9", "q10"), 3, 0, 3),
}
GAD7 = numbered(range(4), *range(1, 8))
NPSI = numbered(TEN, 1, 2, 3, 5, 6, 8, 9, 10, 11, 12)
PHQ9 = numbered(range(4), *range(1, 10))
PAINDETECT = numbered(range(6), *range(1, 8)) | {"course": (-1, 0, 1), "radiation": (0, 2)}

CASES = {
    # Severity: mean of four, all needed. Interference: mean of seven, four needed (User Guide).
    "bpi": Case(
        "bpi",
        BPI,
        {
            "severity": Expected("BPISEV", "mean", SEVERITY, 4, 0, 10),
            "interference": Expected("BPIINT", "mean", INTERFERENCE, 4, 0, 10),
        },
        by_hand=[
            ((8, 3, 6, 5, 7, 2, 9, 8, 1, 4, 5), {"severity": 22 / 4, "interference": 36 / 7}),
            ((8, 3, 6, 5, 6, 5, 7, 4, 3, 8, 6), {"severity": 5.5, "interference": 39 / 7}),
            ((8, 3, 6, 5, 6, None, 7, 4, None, 8, None), {"severity": 5.5, "interference": 25 / 4}),
            ((8, 3, None, 5, 6, None, 7, None, None, 8, None), {"severity": None, "interference": None}),
        ],
        mcid={"BPIINT": 1},
    ),
    "dn4": Case(
        "dn4",
        DN4,
        DN4_SCORES,
        by_hand=[
            ((1, 0, 0, 1, 0, 0, 0, 0, 0, 1), {"total": 3, "interview": 2, "examination": 1}),
            ((1, 0, 1, 1, 1, 0, 0, 1, 0, 0), {"total": 5, "interview": 4, "examination": 1}),
            ((1, 0, 1, 1, 1, 0, 0, 1, 0, None), {"total": None, "interview": 4, "examination": None}),
        ],
    ),
    "dn4 with a cut-off": Case(
        "dn4",
        DN4,
        DN4_SCORES,
        by_hand=[
            ((1, 1, 1, 0, 0, 0, 0, 0, 0, 0), {"total": 3, "interview": 3, "examination": 0, "positive": 0}),
            ((1, 1, 1, 1, 0, 0, 0, 0, 0, 0), {"total": 4, "interview": 4, "examination": 0, "positive": 1}),
            ((1, 1, 1, 1, 1, 0, 0, 0, 0, 0), {"total": 5, "interview": 5, "examination": 0, "positive": 1}),
            ((None, 1, 1, 1, 1, 1, 1, 1, 1, 1), {"total": None, "interview": None, "examination": 3, "positive": None}),
        ],
        options={"cut_off": 4},
        categories={"positive": ("DN4POS", 0, 1)},
    ),
    "dn4 interview": Case(
        "dn4",
        DN4_INTERVIEW,
        {"total": Expected("DN4I", "sum", tuple(DN4_INTERVIEW), 7, 0, 7)},
        by_hand=[
            ((1, 0, 1, 1, 1, 0, 0), {"total": 4, "positive": 1}),
            ((1,) * 2 + (0,) * 5, {"total": 2, "positive": 0}),
        ],
        options={"version": "interview", "cut_off": 3},
        categories={"positive": ("DN4IPOS", 0, 1)},
    ),
    # Seven of 0 to 3; mild from 5, moderate from 10, severe from 15.
    "gad7": Case(
        "gad7",
        GAD7,
        {"total": Expected("GAD7", "sum", tuple(GAD7), 7, 0, 21)},
        by_hand=[
            ((0, 1, 0, 2, 0, 1, 0), {"total": 4, "severity": 1}),
            ((0, 1, 0, 2, 0, 1, 1), {"total": 5, "severity": 2}),
            ((1, 2, 2, 1, 0, 1, 1), {"total": 8, "severity": 2}),
            ((3, 0, 2, 1, 2, 0, 1), {"total": 9, "severity": 2}),
            ((3, 0, 2, 1, 2, 1, 1), {"total": 10, "severity": 3}),
            ((3, 3, 2, 1, 3, 2, 0), {"total": 14, "severity": 3}),
            ((3, 3, 2, 1, 3, 2, 1), {"total": 15, "severity": 4}),
            ((1, 2, 2, None, 0, 1, 1), {"total": None, "severity": None}),
        ],
        categories={"severity": ("GAD7CAT", 1, 4)},
    ),
    # The mean of the answered items times seven: 8 / 6 * 7; 4 / 5 * 7; 4 / 6 * 7, which is not yet mild.
    "gad7, prorated": Case(
        "gad7",
        GAD7,
        {"total": Expected("GAD7", "sum", tuple(GAD7), 4, 0, 21)},
        by_hand=[
            ((1, 2, 2, 1, 0, 1, 1), {"total": 8, "severity": 2}),
            ((1, 2, 2, None, 1, 1, 1), {"total": 28 / 3, "severity": 2}),
            ((1, None, 2, None, 0, 1, 0), {"total": 5.6, "severity": 2}),
            ((1, 1, 1, 1, 0, 0, None), {"total": 14 / 3, "severity": 1}),
            ((3, None, None, None, 3, 3, 3), {"total": 21, "severity": 4}),
            ((3, None, None, None, None, 3, 3), {"total": None, "severity": None}),
        ],
        options={"prorate_up_to": 3},
        categories={"severity": ("GAD7CAT", 1, 4)},
    ),
    "npsi": Case(
        "npsi",
        NPSI,
        {"total": Expected("NPSI", "sum", tuple(NPSI), 10, 0, 100)},
        by_hand=[((1, 2, 3, 4, 5, 6, 7, 8, 9, 10), {"total": 55})],
    ),
    # Seven of 0 to 5, the course -1 to 1, radiation 0 or 2; unlikely to 12, unclear to 18, then likely.
    "paindetect": Case(
        "paindetect",
        PAINDETECT,
        {"total": Expected("PDQ", "sum", tuple(PAINDETECT), 9, -1, 38)},
        by_hand=[
            ((0, 0, 0, 0, 0, 0, 0, -1, 0), {"total": -1, "category": 1}),
            ((5, 5, 3, 0, 0, 0, 0, -1, 0), {"total": 12, "category": 1}),
            ((5, 5, 3, 0, 0, 0, 0, 0, 0), {"total": 13, "category": 2}),
            ((5, 5, 5, 1, 0, 0, 0, 0, 2), {"total": 18, "category": 2}),
            ((5, 5, 5, 1, 0, 0, 0, 1, 2), {"total": 19, "category": 3}),
            ((5, 5, 5, 5, 5, 5, 5, 1, 2), {"total": 38, "category": 3}),
            ((5, 5, 5, 5, 5, 5, None, 1, 2), {"total": None, "category": None}),
        ],
        categories={"category": ("PDQCAT", 1, 3)},
    ),
    # Classes begin at 5, 10, 15 and 20 (Kroenke 2001). Syndrome: items of 2 or 3, q9 from 1 on; from 5 on major, from 2
    # on other, where q1 or q2 is among them (CamCOPS).
    "phq9": Case(
        "phq9",
        PHQ9,
        {"total": Expected("PHQ9", "sum", tuple(PHQ9), 9, 0, 27)},
        by_hand=[
            ((0, 0, 0, 0, 0, 0, 0, 1, 3), {"total": 4, "severity": 1, "syndrome": 1}),
            ((0, 0, 0, 0, 0, 0, 0, 2, 3), {"total": 5, "severity": 2, "syndrome": 1}),
            ((0, 0, 0, 0, 0, 3, 3, 2, 1), {"total": 9, "severity": 2, "syndrome": 1}),
            ((0, 0, 0, 0, 0, 3, 3, 3, 1), {"total": 10, "severity": 3, "syndrome": 1}),
            ((2, 3, 1, 2, 1, 1, 0, 0, 1), {"total": 11, "severity": 3, "syndrome": 2}),
            ((3, 3, 3, 3, 2, 0, 0, 0, 0), {"total": 14, "severity": 3, "syndrome": 3}),
            ((3, 3, 3, 3, 3, 0, 0, 0, 0), {"total": 15, "severity": 4, "syndrome": 3}),
            ((3, 3, 3, 3, 3, 3, 1, 0, 0), {"total": 19, "severity": 4, "syndrome": 3}),
            ((3, 3, 3, 3, 3, 3, 2, 0, 0), {"total": 20, "severity": 5, "syndrome": 3}),
            ((3, 3, 3, 3, 3, 3, 3, 3, 3), {"total": 27, "severity": 5, "syndrome": 3}),
            ((2, None, 1, 2, 1, None, 0, 0, 1), {"total": None, "severity": None, "syndrome": None}),
        ],
        categories={"severity": ("PHQ9CAT", 1, 5), "syndrome": ("PHQ9DX", 1, 3)},
        mcid={"PHQ9": 5},
    ),
    # The mean of the answered items times nine: 7 / 7 * 9; 4 / 8 * 9, which is not yet mild.
    "phq9, prorated": Case(
        "phq9",
        PHQ9,
        {"total": Expected("PHQ9", "sum", tuple(PHQ9), 7, 0, 27)},
        by_hand=[
            ((2, 3, 1, 2, 1, 1, 0, 0, 1), {"total": 11, "severity": 3, "syndrome": 2}),
            ((2, None, 1, 2, 1, None, 0, 0, 1), {"total": 9, "severity": 2, "syndrome": None}),
            ((1, 1, 1, 1, 0, 0, 0, 0, None), {"total": 4.5, "severity": 1, "syndrome": None}),
            ((2, None, 1, 2, 1, None, 0, None, 1), {"total": None, "severity": None, "syndrome": None}),
        ],
        options={"prorate_up_to": 2},
        categories={"severity": ("PHQ9CAT", 1, 5), "syndrome": ("PHQ9DX", 1, 3)},
        mcid={"PHQ9": 5},
    ),
}

# A questionnaire and one to six forms of it, with blanks.
forms = st.sampled_from(list(CASES.values())).flatmap(
    lambda case: st.tuples(
        st.just(case),
        st.lists(
            st.fixed_dictionaries(
                {item: st.none() | st.sampled_from(list(codes)) for item, codes in case.codes.items()}
            ),
            min_size=1,
            max_size=6,
        ).map(lambda answers: pd.DataFrame(answers, dtype=float)),
    )
)
