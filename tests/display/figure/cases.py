"""Figures of every kind in several sizes of trial, with the rows they are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tests.display.figure import rows as made
from tests.methods.adverse_events import rows as safety_rows
from tests.methods.exposure import figure_cases as exposed
from tests.methods.responders.figure_cases import curves, planes
from trialstats.display.figure.drawing import Drawing
from trialstats.display.look import Look
from trialstats.methods.adverse_events.options import AdverseEventsFigure
from trialstats.methods.association.options import AssociationFigure
from trialstats.methods.continuous.options import ForestFigure, LsMeansFigure
from trialstats.methods.cost.options import CostPlaneFigure
from trialstats.methods.descriptive.options import MissingnessFigure, ProfilesFigure
from trialstats.methods.draw import draw_figure
from trialstats.methods.laboratory.options import ConcentrationsFigure, RatiosFigure
from trialstats.methods.medication.options import MedicationFigure
from trialstats.methods.nerve.options import NervesFigure
from trialstats.methods.questionnaires.options import Sf36ProfileFigure
from trialstats.methods.responders.options import ResponderCurveFigure
from trialstats.trialfile.parts.display import Display

COMMON = {"title": "Of no matter here", "analysis": ["any"]}
LSMEANS = LsMeansFigure(kind="lsmeans", **COMMON)
PROFILES = ProfilesFigure(kind="profiles", **COMMON)
SF36 = Sf36ProfileFigure(kind="sf36_profile", **COMMON)
FOREST = ForestFigure(kind="forest", **COMMON)
STANDARDISED = ForestFigure(kind="forest", standardised=True, **COMMON)
CONCENTRATIONS = ConcentrationsFigure(kind="concentrations", **COMMON)
RATIOS = RatiosFigure(kind="ratios", **COMMON)
MISSINGNESS = MissingnessFigure(kind="missingness", **COMMON)
EVENTS = AdverseEventsFigure(kind="adverse_events", **COMMON)
MEDICATION = MedicationFigure(kind="medication", **COMMON)
TERMS = [
    "rash",
    "Application site pruritus",
    "Gastrooesophageal reflux disease with a name of some length",
    "nausea",
    *(f"term {number}" for number in range(26)),
]
NORMED = Sf36ProfileFigure(kind="sf36_profile", norms=True, intervals=True, **COMMON)
T_SCORES = Sf36ProfileFigure(kind="sf36_profile", scores="T", norms=True, intervals=True, **COMMON)
ASSOCIATION = AssociationFigure(kind="association", **COMMON)
CURVE = ResponderCurveFigure(kind="responder_curve", **COMMON)
PLANE = CostPlaneFigure(kind="cost_plane", **COMMON)

NERVES = NervesFigure(kind="nerves", **COMMON)

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
        cases[f"adverse_events, {size}"] = Case(EVENTS, safety_rows.terms_alone(arms, TERMS), look)
        days = {visit: int(7 * week) + 1 for visit, week in visits.items() if week}
        cases[f"medication, {size}"] = Case(MEDICATION, safety_rows.curve_rows(arms, days), look)
        cases[f"responder_curve, {size}"] = Case(CURVE, curves(arms, ONE), made.look(arms, ONE))
        cases[f"cost_plane, {size}"] = Case(PLANE, planes(arms), made.look(arms, ONE))
        cases[f"nerves, {size}"] = Case(NERVES, made.nerves(arms, visits), look)
        cases[f"sf36_profile, {size}"] = Case(SF36, made.summaries(arms, visits, made.scales()), look)
    biomarkers = {code: made.ENDPOINTS[code] for code in ("IL6", "SURAL")}
    for size, (arms, visits) in SIZES.items():
        shown = biomarkers if size == "two arms" else {"IL6": made.ENDPOINTS["IL6"]}
        names = ("Batch 2019-01", "Batch 2020-07") if size == "long names" else ("A", "B")
        rows = made.concentrations(arms, visits, shown, batches=names)
        cases[f"concentrations, {size}"] = Case(CONCENTRATIONS, rows, made.look(arms, visits))
    arms, visits = SIZES["long names"]
    look = made.look(arms, visits)
    cases["lsmeans, five panels"] = Case(LSMEANS, made.lsmeans(arms, visits, made.ENDPOINTS), look)
    two = {code: made.ENDPOINTS[code] for code in ("VASPAIN", "IL6")}
    cases["profiles, two parameters"] = Case(PROFILES, made.courses(arms, visits, 3, two), look)
    cases["missingness, two panels"] = Case(MISSINGNESS, made.counts(arms, visits, two), look)
    effects = made.differences(made.TWO, ONE, made.ENDPOINTS, kind="effect_size")
    cases["forest, standardised"] = Case(STANDARDISED, effects, made.look(made.TWO, ONE))
    cases |= questionnaire_cases()
    three = curves(made.THREE, made.WEEKS_3, two)
    cases["responder_curve, six panels"] = Case(CURVE, three, made.look(made.THREE, made.WEEKS_3))
    no_range = planes(made.TWO, cost=10.0, effect=2.0, ratio=False)
    cases["cost_plane, around zero"] = Case(PLANE, no_range, made.look(made.TWO, ONE))
    cases["nerves, one side"] = Case(NERVES, made.nerves(made.TWO, ONE, (None,)), made.look(made.TWO, ONE))
    cases["lsmeans, one visit"] = Case(LSMEANS, made.lsmeans(made.TWO, ONE), made.look(made.TWO, ONE, None))
    return cases | exposure_cases() | ratio_cases()


def ratio_cases() -> dict[str, Case]:
    """Name the cases of ratios of geometric means."""
    cases = {}
    for size, (arms, visits) in SIZES.items():
        shown = dict(list(visits.items())[-3:])
        cases[f"ratios, {size}"] = Case(RATIOS, made.ratios(arms, shown), made.look(arms, visits))
    two = {code: made.ENDPOINTS[code] for code in ("VASPAIN", "IL6")}
    one = made.ratios(made.TWO, ONE, two, groups=("censored",))
    cases["ratios, one approach"] = Case(RATIOS, one, made.look(made.TWO, ONE, None))
    return cases


def exposure_cases() -> dict[str, Case]:
    """Name the cases of exposure, dose-response and subgroups."""
    cases = {}
    for size, (arms, visits) in SIZES.items():
        look = made.look(arms, visits | ONE)
        cases[f"exposure, {size}"] = Case(exposed.EXPOSURE, exposed.exposure(arms), look)
        cases[f"subgroups, {size}"] = Case(exposed.SUBGROUPS, exposed.subgroups(arms), look)
        cases[f"dose_response, {size}"] = Case(exposed.DOSE, exposed.dose_response(arms[1:]), look)
    look = made.look(made.TWO, ONE)
    cases["exposure, many sessions"] = Case(exposed.EXPOSURE, exposed.exposure(made.TWO, 60, 52), look)
    cases["dose_response, one panel"] = Case(exposed.DOSE, exposed.dose_response(("DTLT",), 1), look)
    return cases


def questionnaire_cases() -> dict[str, Case]:
    """Profiles beside the norm population, and associations in one, two and six panels."""
    arms, visits = SIZES["two arms"]
    look = made.look(arms, visits)
    plain, t_scores = made.scales(), made.scales(ending="T")
    some = {code: made.ENDPOINTS[code] for code in ("IL6", "SURAL")}
    rows = {
        "sf36_profile, norms": [made.intervals(made.summaries(arms, visits, plain)), made.norms(plain)],
        "sf36_profile, T scores": [made.intervals(made.summaries(arms, ONE, t_scores)), made.norms(t_scores, 50.0)],
    }
    cases = {
        name: Case(T_SCORES if name.endswith("T scores") else NORMED, pd.concat(parts, ignore_index=True), look)
        for name, parts in rows.items()
    }
    cases["association, two arms"] = Case(ASSOCIATION, made.associations(arms, ONE, some), look)
    cases["association, one panel"] = Case(
        ASSOCIATION,
        made.associations(made.FOUR, ONE, {"IL6": made.ENDPOINTS["IL6"]}, log=False),
        made.look(made.FOUR, ONE),
    )
    weeks = {"Week 4": 4.0, **ONE, "Week 24": 24.0}
    cases["association, six panels"] = Case(
        ASSOCIATION, made.associations(made.THREE, weeks, some), made.look(made.THREE, weeks)
    )
    return cases


CASES = build_cases()
