"""Figures of every kind in several sizes of trial, with the rows they are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import figures_rows as made
import pandas as pd

from trialstats.display.look import Look
from trialstats.figures import Drawing, draw_figure
from trialstats.spec.displays import (
    Display,
    ForestFigure,
    LsMeansFigure,
    MissingnessFigure,
    ProfilesFigure,
    RatiosFigure,
    Sf36ProfileFigure,
)

COMMON = {"title": "Of no matter here", "analysis": ["any"]}
LSMEANS = LsMeansFigure(kind="lsmeans", **COMMON)
PROFILES = ProfilesFigure(kind="profiles", **COMMON)
SF36 = Sf36ProfileFigure(kind="sf36_profile", **COMMON)
FOREST = ForestFigure(kind="forest", **COMMON)
STANDARDISED = ForestFigure(kind="forest", standardised=True, **COMMON)
RATIOS = RatiosFigure(kind="ratios", **COMMON)
MISSINGNESS = MissingnessFigure(kind="missingness", **COMMON)

SIZES = {
    "two arms": (made.TWO, made.WEEKS_4),
    "long names": (made.THREE, made.WEEKS_3),
    "many visits": (made.FOUR, made.WEEKS_12),
}
ONE = {"Week 12": 12.0}


@dataclass(frozen=True)
class Case:
    """A figure with the rows it is drawn from."""

    figure: Display
    rows: pd.DataFrame
    look: Look

    def draw(self) -> Drawing:
        return draw_figure(self.figure, self.rows, self.look)


def build_cases() -> dict[str, Case]:
    """Name every case: `<kind>, <size>`."""
    cases: dict[str, Case] = {}
    for size, (arms, visits) in SIZES.items():
        look = made.look(arms, visits)
        endpoints = made.PAIN if size == "many visits" else made.ENDPOINTS
        means = pd.concat([made.courses(arms, visits, 8), made.summaries(arms, visits)], ignore_index=True)
        cases[f"lsmeans, {size}"] = Case(LSMEANS, made.lsmeans(arms, visits), look)
        cases[f"profiles, {size}"] = Case(PROFILES, means, look)
        cases[f"forest, {size}"] = Case(FOREST, made.differences(arms, visits, endpoints), look)
        cases[f"missingness, {size}"] = Case(MISSINGNESS, made.counts(arms, visits), look)
        cases[f"sf36_profile, {size}"] = Case(SF36, made.summaries(arms, visits, made.scales()), look)
    arms, visits = SIZES["long names"]
    look = made.look(arms, visits)
    cases["lsmeans, five panels"] = Case(LSMEANS, made.lsmeans(arms, visits, made.ENDPOINTS), look)
    two = {code: made.ENDPOINTS[code] for code in ("VASPAIN", "IL6")}
    cases["profiles, two parameters"] = Case(PROFILES, made.courses(arms, visits, 3, two), look)
    cases["missingness, two panels"] = Case(MISSINGNESS, made.counts(arms, visits, two), look)
    effects = made.differences(made.TWO, ONE, made.ENDPOINTS, kind="effect_size")
    cases["forest, standardised"] = Case(STANDARDISED, effects, made.look(made.TWO, ONE))
    cases["lsmeans, one visit"] = Case(LSMEANS, made.lsmeans(made.TWO, ONE), made.look(made.TWO, ONE, None))
    for size, (arms, visits) in SIZES.items():
        shown = dict(list(visits.items())[-3:])
        cases[f"ratios, {size}"] = Case(RATIOS, made.ratios(arms, shown), made.look(arms, visits))
    one = made.ratios(made.TWO, ONE, two, groups=("censored",))
    cases["ratios, one approach"] = Case(RATIOS, one, made.look(made.TWO, ONE, None))
    return cases


CASES = build_cases()
