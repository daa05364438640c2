"""No unit and no constant decides a result: every method of findings, its outcome and covariates scaled and shifted.

A method that the trial file knows and this file does not list fails: so does one whose rows change otherwise than their
unit tells. Values are multiples of 1/64 and the shift, a million SDs, is a power of two: it costs the data no digit, so
that what differs is the method's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import FLAG, make_inputs, options, typed
from trialstats.methods.registry import Analysis
from trialstats.methods.run import run_method
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.results.shape import STATISTICS
from trialstats.trialfile.parts.analysis import Findings

FINDINGS = {
    get_args(option.model_fields["method"].annotation)[0]: option
    for option in get_args(get_args(Analysis)[0])
    if issubclass(option, Findings)
}
ARMS, VISITS = ("Sham", "Laser"), ("Baseline", "Week 6", "Week 12")
N = 36


@dataclass(frozen=True)
class Units:
    """What is done to the outcome (AVAL, BASE, limits, thresholds) and to the covariate AGE."""

    outcome: float = 1.0
    shift: float = 0.0
    age: float = 1.0
    age_shift: float = 0.0


PLAIN = Units()
CHANGED = {
    "1e-15": Units(outcome=1e-15, age=1e15),
    "1e-6": Units(outcome=1e-6, age=1e6),
    "1e6": Units(outcome=1e6, age=1e-6),
    "1e15": Units(outcome=1e15, age=1e-15),
    "shifted": Units(shift=2.0**23, age_shift=2.0**24),
}


def sixtyfourths(values: np.ndarray) -> np.ndarray:
    return np.round(values * 64) / 64


@cache
def material() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Subjects (arm, AGE, SEX, SITEID), and the values of both sides, another outcome and items by visit."""
    rng = np.random.default_rng(11)
    people = pd.DataFrame({"USUBJID": [f"S{k:03d}" for k in range(N)], "TRT01P": np.resize(ARMS, N)})
    people = people.assign(
        AGE=np.round(rng.normal(56, 9, N) * 4) / 4, SEX=rng.choice(["F", "M"], N), SITEID=rng.choice(["1", "2"], N)
    )
    own = rng.normal(0, 6, N)
    visits = pd.DataFrame({"AVISIT": VISITS, "AVISITN": [0.0, 6.0, 12.0], "number": [0, 1, 2]})
    frame = people.assign(own=own).merge(visits, how="cross")
    effect = -4.0 * (frame["TRT01P"] == "Laser") * (frame["number"] > 0) - 3 * frame["number"]
    level = 52 + frame["own"] + effect + 0.2 * (frame["AGE"] - 56)
    for name in ("PAIN", "PAINR", "VAS", "a", "b", "c"):
        frame[name] = sixtyfourths(level.to_numpy() + rng.normal(0, 4, len(frame)))
    gone = (rng.random(len(frame)) < 0.12) & (frame["number"] > 0)
    return people, frame[~gone].reset_index(drop=True)


def findings(units: Units, paramcd: str) -> pd.DataFrame:
    """The records of a parameter as the BDS dataset has them."""
    people, frame = material()
    values = units.outcome * frame[paramcd] + units.shift
    base = frame["USUBJID"].map(values[frame["number"] == 0].set_axis(people["USUBJID"]))
    records = frame[["USUBJID", "TRT01P", "SEX", "SITEID", "AVISIT", "AVISITN"]].assign(
        PARAMCD=paramcd,
        AGE=units.age * frame["AGE"] + units.age_shift,
        AVAL=values,
        BASE=base,
        AVALC=pd.NA,
        ANL01FL="Y",
        ABLFL=np.where(frame["number"] == 0, "Y", None),
        NVLOC="SURAL NERVE",
        NVATTR="VELOCITY",
    )
    later = frame["number"] > 0
    return records.assign(CHG=(values - base).where(later), PCHG=(100 * (values - base) / base).where(later))


def inputs(units: Units, *parameters: str, **others: Any) -> Inputs:
    people, frame = material()
    records = pd.concat([findings(units, paramcd) for paramcd in parameters or ("PAIN",)], ignore_index=True)
    adsl = people.assign(AGE=units.age * people["AGE"] + units.age_shift, AVISIT=VISITS[0])
    adsl = typed(adsl, ARMS, VISITS).drop(columns="AVISIT").assign(**{FLAG: "Y"})
    scale = (units.shift + 20 * units.outcome, units.shift + 80 * units.outcome)
    outcome = Outcome("Pain", "mm", "lower", 5 * units.outcome, range=scale, mcid_source="A paper")
    items = units.outcome * frame.set_index(["USUBJID", "AVISIT"])[["a", "b", "c"]] + units.shift
    given = {
        "adsl": adsl,
        "outcomes": dict.fromkeys(("PAIN", "PAINR", "VAS"), outcome),
        "items": {"PAIN": items},
        "datasets": {"adpain": records, "adother": findings(units, "VAS"), "adex": sessions()},
        "doses": {"Sham": 0.0, "Laser": 10.0},
        "visit_days": {"Baseline": 1.0, "Week 6": 43.0, "Week 12": 85.0},
    }
    return make_inputs(records, arms=ARMS, visits=VISITS, **{**given, **others})


def sessions() -> pd.DataFrame:
    """Each subject's sessions, of which most missed some."""
    people, _ = material()
    numbers = pd.DataFrame({"EXSEQ": np.arange(1.0, 7.0)})
    rows = people[["USUBJID"]].assign(subject=np.arange(N)).merge(numbers, how="cross")
    attended = rows["EXSEQ"] <= 2 + rows["subject"] % 5
    return rows.drop(columns="subject").assign(
        EXATTFL=np.where(attended, "Y", "N"),
        ASTDT=pd.Timestamp("2024-01-01") + pd.to_timedelta(rows["EXSEQ"], unit="D"),
    )


def with_limits(units: Units) -> Inputs:
    """The lowest sixth of the values is below its limit."""
    whole = inputs(units)
    limit = units.outcome * 41.0
    below = whole.records["AVAL"] < limit
    told = {True: "Y", False: None}
    records = whole.records.assign(
        AVAL=whole.records["AVAL"].mask(below),
        ALLOQ=limit,
        AULOQ=np.nan,
        AVALC=below.map({True: "<LLOQ", False: None}),
        BLQFL=below.map(told),
        ALQFL=(below & ~below).map(told),
    ).astype(dict.fromkeys(("AVALC", "BLQFL", "ALQFL"), "string"))
    return replace(whole, records=records)


def crossed(units: Units) -> Inputs:
    """Week 6 is the first period, Week 12 the second, in which each has the other treatment."""
    whole = inputs(units)
    records = whole.records[whole.records["AVISIT"] != VISITS[0]]
    period = (records["AVISIT"] == VISITS[2]).astype(float) + 1
    first = records["TRT01P"].astype(str)
    other = first.map({"Sham": "Laser", "Laser": "Sham"})
    records = records.assign(
        APERIOD=period,
        TRTSEQP=pd.Categorical(first + other),
        TRTP=pd.Categorical(first.where(period == 1, other), ARMS, ordered=True),
    )
    return replace(whole, records=records, timepoints={"End": VISITS[1:]})


def graded(units: Units) -> Inputs:
    """Three grades, in the unit of the outcome."""
    whole, plain_values = inputs(units), inputs(Units()).records["AVAL"]
    grades = (plain_values > 45).astype(float) + (plain_values > 53) + 1
    return replace(whole, records=whole.records.assign(AVAL=units.outcome * grades + units.shift))


def counted(units: Units) -> Inputs:
    """Whole counts, which have no unit."""
    whole = inputs(units)
    return replace(whole, records=whole.records.assign(AVAL=np.floor(inputs(Units()).records["AVAL"] / 8)))


# Which of a row's numbers are in the outcome's unit, and which of these move with a constant added to it.
PLACES = ("mean", "median", "q1", "q3", "minimum", "maximum", "value", "estimate", "conf_low", "conf_high")
SPREADS = ("sd", "std_error", "mcse")
COUNTED = frozenset({*PLACES, *SPREADS})
IN_UNITS = {
    "lsmean",
    "difference",
    "slope",
    "trend",
    "shift",
    "summary",
    "value",
    "point",
    "coefficient",
    "geometric_mean",
    "tipping_point",
}
MOVE = {"lsmean", "summary", "value", "point"}


@dataclass(frozen=True)
class Case:
    """An analysis by its options, which may depend on the units; its material; and what is said of it alone.

    free: statistics of its rows without a unit. apart: its values are differences, which a constant does not move.
    unmoved: a constant is not to be added to logarithms and percentages.
    """

    options: Callable[[Units], dict[str, Any]] | dict[str, Any] = field(default_factory=dict)
    inputs: Callable[[Units], Inputs] = inputs
    free: frozenset[str] = frozenset()
    apart: bool = False
    unmoved: bool = False
    rtol: float = 1e-9


OTHER = {"dataset": "adother", "PARAMCD": "VAS"}
COVARIATES = ("BASE", "AGE", "SEX")
DOSES = {"sessions": "adex", "attended": {"EXATTFL": "Y"}, "date": "ASTDT", "sequence": "EXSEQ", "up_to": "end"}
DRAWN = {"draws": "Bayes", "imputations": 50}
CASES: dict[str, Case] = {
    "descriptive": Case({"intervals": True}),
    "reliability": Case(),
    "missingness": Case(),
    "profiles": Case(),
    "ancova": Case({"covariates": COVARIATES, "weights": "observed", "dose_response": True}),
    "ancova, HC3": Case({"covariates": COVARIATES, "std_error": "HC3", "value": "PCHG"}, unmoved=True),
    "mmrm": Case({"covariates": COVARIATES}, rtol=1e-7),
    # What the visits have in common is told at BASE = 0: a constant moves that.
    "mmrm, by visit": Case({"covariates": COVARIATES, "by_visit": "BASE"}, unmoved=True, rtol=1e-7),
    "mmrm, sandwich": Case({"covariates": ("AGE",), "covariance": "cs", "vcov": "cr2"}, rtol=1e-7),
    "mmrm, constrained": Case({"value": "AVAL", "baseline": "constrained"}, rtol=1e-7),
    "mixed": Case({"covariates": ("AGE", "SITEID")}, rtol=1e-7),
    "mixed, slopes": Case({"time": "continuous", "random": "intercept and slope"}, rtol=1e-7),
    "effect_size": Case(),
    "imputation": Case({"covariates": COVARIATES, "strategy": "CIR"}, rtol=1e-7),
    "imputation, Bayes": Case({"value": "AVAL", "strategy": {"Laser": "J2R"}, **DRAWN}, rtol=1e-6),
    "imputation, LMCF by arm": Case(
        {"value": "AVAL", "strategy": "LMCF", "covariance_by": "TRT01P", "covariates": ("AGE",)}, rtol=1e-6
    ),
    "imputation, bootstrap": Case({"error": "bootstrap", "imputations": 30}, rtol=1e-7),
    "imputation, approximate": Case({"draws": "approximate Bayes", "imputations": 30, "strategy": "CR"}, rtol=1e-6),
    "tipping_point": Case(
        lambda u: {"delta": {"Laser": (0, 9 * u.outcome), "Sham": (-u.outcome, u.outcome)}, "steps": 3}, apart=True
    ),
    "tipping_point, factor": Case(
        {"delta": {"Laser": (0.5, 2)}, "delta_type": "multiplicative", "steps": 3},
        free=frozenset({"value"}),
        unmoved=True,
    ),
    "association": Case({"outcome": OTHER, "scale": "identity", "covariates": ("AGE", "SEX")}, apart=True),
    "association, log": Case({"outcome": OTHER, "scale": "log"}, free=frozenset({"value"}), unmoved=True),
    "censored": Case({"covariates": ("AGE",)}, with_limits, free=frozenset({"std_error"}), unmoved=True, rtol=1e-7),
    "censored, tobit": Case({"model": "tobit"}, with_limits, free=frozenset({"std_error"}), unmoved=True, rtol=1e-7),
    "concentrations": Case({}, with_limits, unmoved=True),
    "dose_response": Case({**DOSES, "quadratic": True, "covariates": ("AGE",)}, free=frozenset({"value"})),
    "nerves": Case(),
    "limbs": Case(
        {"sides": {"BOTH": ("PAIN", "PAINR")}, "covariates": COVARIATES},
        lambda u: inputs(u, "PAIN", "PAINR"),
        rtol=1e-7,
    ),
    "questionnaire_quality": Case(free=frozenset({"value"})),
    "reliable_change": Case(apart=True),
    "ranks": Case({"strata": "SITEID", "value": "CHG"}),
    "responders": Case(
        lambda u: {"criteria": [{"points": 5 * u.outcome, "label": "Enough"}], "covariates": ("AGE", "SEX")},
        apart=True,
        rtol=1e-7,
    ),
    "responders, percent": Case(
        {"criteria": [{"percent": 10}], "covariates": COVARIATES}, free=frozenset({"value"}), unmoved=True, rtol=1e-7
    ),
    "proportions": Case(
        lambda u: {
            "event": {"below": 50 * u.outcome + u.shift, "label": "Low"},
            "adjusted": COVARIATES,
            "strata": "SITEID",
        },
        apart=True,
        rtol=1e-7,
    ),
    "repeated_binary": Case(
        lambda u: {
            "event": {"below": 50 * u.outcome + u.shift, "label": "Low"},
            "desirable": True,
            "covariates": ("BASE", "AGE", "SITEID"),
            "by_visit": "AGE",
        },
        apart=True,
        rtol=1e-6,
    ),
    "ordinal": Case(
        lambda u: {"categories": {f"Grade {k}": k * u.outcome + u.shift for k in (1, 2, 3)}, "covariates": "AGE"},
        graded,
        rtol=1e-7,
    ),
    "recorded_counts": Case({"covariates": ("AGE", "SEX")}, counted, apart=True, free=COUNTED, unmoved=True, rtol=1e-6),
    "repeated_counts": Case({"covariates": ("AGE", "SEX")}, counted, apart=True, free=COUNTED, unmoved=True, rtol=1e-6),
    "responder_curve": Case({"draws": 200, "permutations": 200}, free=frozenset(PLACES + SPREADS), unmoved=True),
    "crossover": Case(
        {"covariates": ("AGE", "SEX"), "beside": ("ranks", "paired", "first period")}, crossed, rtol=1e-7
    ),
    "crossover, changes": Case({"subject": "fixed", "value": "CHG"}, crossed),
    "crossover_binary": Case(
        lambda u: {"event": {"at_least": 50 * u.outcome + u.shift}, "desirable": False}, crossed, rtol=1e-7
    ),
    "subgroups": Case({"factors": ("SEX",), "planned": True, "covariates": ("BASE", "AGE"), "minimum": 2}),
}


def method_of(case: str) -> str:
    return case.split(",")[0]


def analysis_of(name: str, units: Units) -> Findings:
    given = CASES[name].options
    own = given(units) if callable(given) else given
    return FINDINGS[method_of(name)](**options(method_of(name), **own))


def rows_of(name: str, units: Units) -> pd.DataFrame:
    made = run_method(analysis_of(name, units), CASES[name].inputs(units))
    reasons = [row["reason"] for row in made.notes.get("failed", ())]
    assert not reasons
    return made.rows.set_index("id")


@cache
def plain(name: str) -> pd.DataFrame:
    return rows_of(name, PLAIN)


def due(row: dict[str, Any], name: str, statistic: str, units: Units) -> tuple[float, float] | None:
    """By what a number is multiplied, and what is added; None where nothing is said of it."""
    case, kind, measure, variable = CASES[name], row["kind"], row["measure"] or "AVAL", row["variable"] or ""
    if (units.shift and (measure == "PCHG" or statistic == "cv")) or (units.age_shift and variable == "Intercept"):
        return None
    if units.shift and statistic in ("statistic", "p_value") and moved_by_a_constant(row, case):
        return None  # of the hypothesis that a mean is 0
    if kind == "point" and statistic == "value" and variable in ("AVISITN", "ADY"):
        return 1.0, 0.0  # a time
    if kind not in IN_UNITS or statistic not in PLACES + SPREADS or measure == "PCHG" or statistic in case.free:
        return 1.0, 0.0
    if kind == "coefficient":
        per = {"BASE": units.outcome, "AGE": units.age}
        return units.outcome / math.prod(per.get(part, 1.0) for part in variable.split(":")), 0.0
    moves = statistic in PLACES and moved_by_a_constant(row, case)
    return units.outcome, units.shift if moves else 0.0


def moved_by_a_constant(row: dict[str, Any], case: Case) -> bool:
    return row["kind"] in MOVE and (row["measure"] or "AVAL") == "AVAL" and not case.apart


def test_every_method_of_findings_is_listed() -> None:
    assert {method_of(name) for name in CASES} == set(FINDINGS)


@pytest.mark.parametrize("change", CHANGED)
@pytest.mark.parametrize("name", CASES)
def test_every_number_changes_as_its_unit_does(name: str, change: str) -> None:
    units = CHANGED[change]
    if units.shift and CASES[name].unmoved:
        units = Units(age_shift=units.age_shift)
    before, after = plain(name), rows_of(name, units)
    assert list(before.index) == list(after.index)
    assert before["reason"].isna().tolist() == after["reason"].isna().tolist()
    assert before[list(STATISTICS)].notna().any(axis=None)
    rtol = 10 * CASES[name].rtol if units.shift or units.age_shift else CASES[name].rtol
    wrong = []
    for id_, row in before.astype(object).where(before.notna(), None).to_dict("index").items():
        for statistic in STATISTICS:
            told = due(row, name, statistic, units)
            if told is None:
                continue
            factor, moved = told
            known, found = row[statistic], after.loc[id_, statistic]
            if known is None:
                assert np.isnan(found), f"{id_}:{statistic}"
                continue
            # A number that is zero but for rounding has no digits of its own; a shifted one has those of the shift.
            nothing = 8 * np.finfo(float).eps * moved + 1e-11 * factor
            size = abs(factor) * max(abs(known), row["std_error"] or 0.0 if statistic in PLACES else 0.0)
            if abs(found - (factor * known + moved)) > rtol * size + nothing:
                wrong.append(f"{id_}:{statistic} {found!r} for {factor * known + moved!r}")
    assert not wrong, "\n".join(wrong[:20])
