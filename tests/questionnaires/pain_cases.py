"""The pain questionnaires as tests see them: written out here, not read from the constants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
from hypothesis import strategies as st

from trialstats.scoring import bpi, dn4, npsi, paindetect

TEN = tuple(range(11))
SEVERITY = ("worst", "least", "average", "now")
INTERFERENCE = ("activity", "mood", "walking", "work", "relations", "sleep", "enjoyment")
PAINDETECT = {f"q{n}": tuple(range(6)) for n in range(1, 8)} | {"course": (-1, 0, 1), "radiation": (0, 2)}


@dataclass(frozen=True)
class Case:
    """A questionnaire: its functions, the codes of its items, and the range and missing rule of its scores."""

    check: Callable[[pd.DataFrame], pd.DataFrame]
    score: Callable[[pd.DataFrame], pd.DataFrame]
    parameters: Callable[[], pd.DataFrame]
    scale_items: Callable[[pd.DataFrame], dict[str, pd.DataFrame]]
    codes: Mapping[str, Sequence[int]]
    scores: Mapping[str, tuple[Sequence[str], int, float, float]]  # items, answers needed, lowest, highest

    def form(self, answers: Mapping[str, float | None]) -> pd.DataFrame:
        return pd.DataFrame([answers], columns=list(self.codes), dtype=float)

    @property
    def lowest(self) -> dict[str, float | None]:
        return {item: float(codes[0]) for item, codes in self.codes.items()}

    @property
    def highest(self) -> dict[str, float | None]:
        return {item: float(codes[-1]) for item, codes in self.codes.items()}


def yes_no(last: int) -> dict[str, tuple[int, int]]:
    return {f"q{n}": (0, 1) for n in range(1, last + 1)}


NPSI = {f"q{n}": TEN for n in (1, 2, 3, 5, 6, 8, 9, 10, 11, 12)}

CASES = {
    "bpi": Case(
        bpi.check,
        bpi.score,
        bpi.parameters,
        bpi.scale_items,
        dict.fromkeys((*SEVERITY, *INTERFERENCE), TEN),
        {"severity": (SEVERITY, 4, 0, 10), "interference": (INTERFERENCE, 4, 0, 10)},
    ),
    "dn4": Case(
        dn4.check, dn4.score, dn4.parameters, dn4.scale_items, yes_no(10), {"total": (list(yes_no(10)), 10, 0, 10)}
    ),
    "dn4 interview": Case(
        partial(dn4.check, version="interview"),
        partial(dn4.score, version="interview"),
        partial(dn4.parameters, version="interview"),
        partial(dn4.scale_items, version="interview"),
        yes_no(7),
        {"total": (list(yes_no(7)), 7, 0, 7)},
    ),
    "npsi": Case(npsi.check, npsi.score, npsi.parameters, npsi.scale_items, NPSI, {"total": (list(NPSI), 10, 0, 100)}),
    "paindetect": Case(
        paindetect.check,
        paindetect.score,
        paindetect.parameters,
        paindetect.scale_items,
        PAINDETECT,
        {"total": (list(PAINDETECT), 9, -1, 38)},
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
