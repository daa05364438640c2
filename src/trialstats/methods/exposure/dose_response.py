"""How an outcome goes with the dose received, within an arm: exploratory, since nobody was randomised to a dose."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pandas as pd

from trialstats.errors import FitError, NoSuchNumber
from trialstats.methods.exposure.dose_curve import DoseFit, fit_dose, pearson
from trialstats.methods.exposure.options import DoseResponse
from trialstats.methods.exposure.received import BY_DESIGN, LABELS, per_subject, without_dose
from trialstats.methods.exposure.rows import EXPLORATORY, SQUARE, Account, Received
from trialstats.methods.exposure.sessions import SessionRecords, take_sessions, words_of
from trialstats.methods.shared.complete import complete_records, refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import adjusted_for, covariates_named, list_of
from trialstats.methods.shared.scope import active_arms, by_parameter, conf_level, members, visits
from trialstats.methods.shared.variation import refuse_constant
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["check", "run"]

DOSE = "DOSE"
# The notes on the records of sessions, beside those of the outcome.
SESSIONS = "sessions"
# The column of `per_subject` for each dose.
COLUMNS = {"sessions": Received.SESSIONS, "energy": Received.ENERGY, "fluence": Received.CUMULATIVE}
STEPS = {"sessions": 1.0, "energy": 100.0, "fluence": 1.0}


def check(analysis: DoseResponse, inputs: Inputs) -> None:
    """Refuse sessions that cannot be."""
    take_sessions(analysis, inputs, members(inputs, analysis.population))


def run(analysis: DoseResponse, inputs: Inputs) -> Result:
    """Regress the outcome at each visit on the dose received, in each arm by itself.

    The model is value ~ dose + covariates. Rows, with ARM and variable = SESSIONS, ENERGY or CUMFLU: slope (per step
    of dose, which stands in its unit; n), correlation (Pearson's r of outcome and dose, not adjusted), where asked
    coefficient (level "square"; per step squared), value (USUBJID; `value` the dose, `estimate` the outcome) and point
    (level 0 to 40 along the dose; `value` the dose, `estimate` the fitted mean with its interval).
    """
    collector = Collector(inputs.name, "fits", SESSIONS)
    people = members(inputs, analysis.population)
    sessions = take_sessions(analysis, inputs, people)
    no_dose = without_dose(sessions, people, inputs.arms)
    collector.exclude({"variable": Account.ATTENDED}, sessions.counts, under=SESSIONS)
    for paramcd, records in by_parameter(analysis, inputs):
        for visit in visits(analysis, inputs, records, with_baseline=False):
            place = {"PARAMCD": paramcd, "measure": analysis.measure, "AVISIT": visit}
            here = records[records["AVISIT"] == visit]
            received, counted = _received(analysis, sessions, people, here)
            if counted:
                collector.exclude({"PARAMCD": paramcd, "AVISIT": visit}, counted, under=SESSIONS)
            for arm, dose in product(analysis.arms or active_arms(inputs), analysis.doses):
                at = {**place, "ARM": arm, "variable": COLUMNS[dose]}
                own = here[here["TRT01P"] == arm].merge(received, on="USUBJID", how="left")
                refused = BY_DESIGN if dose != "sessions" and arm in no_dose else None
                _of_dose(analysis, inputs, own, at, dose, refused, collector)
    return collector.result(
        software="statsmodels OLS", inference=_inference(analysis, inputs), brief=_brief(analysis, inputs)
    )


def _received(
    analysis: DoseResponse, records: SessionRecords, people: pd.DataFrame, here: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Add up each subject's doses, up to the day of the visit where that is asked."""
    counted: dict[str, int] = {}
    if analysis.up_to == "visit":
        if "ADT" not in here:
            raise FitError("the records have no date (ADT) to count sessions up to; say `up_to: end`")
        days = here.drop_duplicates("USUBJID").set_index("USUBJID")["ADT"]
        records, counted = records.until(days)
        people = people[people["USUBJID"].isin(days.index[days.notna()])]
    table = per_subject(records, people, None)
    return table[["USUBJID", *COLUMNS.values()]], counted


def _of_dose(
    analysis: DoseResponse,
    inputs: Inputs,
    own: pd.DataFrame,
    at: Row,
    dose: str,
    refused: str | None,
    collector: Collector,
) -> None:
    renamed = own.rename(columns={COLUMNS[dose]: DOSE})
    frame, counts = complete_records(renamed, [analysis.measure, DOSE, *analysis.covariates])
    counts = {"dose not known" if reason == f"{DOSE} missing" else reason: n for reason, n in counts.items()}
    collector.exclude(at, counts)
    step = dict(analysis.per).get(dose, STEPS[dose])  # type: ignore[call-overload]
    words = _words_of_dose(analysis, inputs, at, dose, step)
    keys = {**at, "group": words.axis}
    expected: list[Row] = [
        {**keys, "kind": Kind.SLOPE, "unit": words.slope},
        # r has no unit, and would be given that of the parameter.
        {**keys, "kind": Kind.CORRELATION, "unit": ""},
    ]
    if analysis.quadratic:
        expected.append({**keys, "kind": Kind.COEFFICIENT, "level": SQUARE, "unit": words.square})
    with collector.attempt(at, expected):
        if refused:
            raise NoSuchNumber(refused)
        _estimate(analysis, frame, expected, step, collector)


@dataclass(frozen=True)
class DoseWords:
    """The dose with its unit, and the units of a slope and of a coefficient of the dose squared."""

    axis: str
    slope: str
    square: str


def _words_of_dose(analysis: DoseResponse, inputs: Inputs, at: Row, dose: str, step: float) -> DoseWords:
    """Say in words what the numbers are: `Total energy (J)`, `mm per 100 J`, `mm per (100 J) squared`."""
    energy, area = (words_of(inputs, analysis, name).unit for name in (analysis.energy, analysis.area))
    units = {"energy": energy, "fluence": f"{energy}/{area}" if energy and area else None}
    unit = units.get(dose)
    words = inputs.outcomes.get(str(at["PARAMCD"]))
    outcome = "%" if at["measure"] == "PCHG" else words.unit if words else None
    if dose == "sessions":
        each = "session" if step == 1 else f"{step:g} sessions"
    else:
        each = f"{step:g} {unit or 'units of ' + dose}"
    label = LABELS[COLUMNS[dose]]
    slope = f"{outcome or 'unit'} per {each}"
    square = f"{outcome or 'unit'} per ({each}) squared"
    return DoseWords(f"{label} ({unit})" if unit else label, slope, square)


def _estimate(
    analysis: DoseResponse, frame: pd.DataFrame, expected: list[Row], step: float, collector: Collector
) -> None:
    slope, correlation, *square = expected
    value = analysis.measure
    if frame.empty:
        raise FitError(f"no subject has {', '.join([value, 'the dose', *analysis.covariates])}")
    refuse_duplicates(frame)
    outcome, doses = (frame[name].to_numpy(dtype=float) for name in (value, DOSE))
    refuse_constant(frame, value)
    refuse_constant(frame, DOSE, "the dose")
    level, n = conf_level(analysis), len(frame)
    shown = line = fit_dose(frame, value, DOSE, analysis.covariates, 1)
    collector.add({**slope, "n": n, **line.linear.estimate(step * line.vector(1), level)})
    at = {key: text for key, text in slope.items() if key not in ("kind", "unit", "group")}
    with collector.attempt({**at, "kind": Kind.CORRELATION}, [correlation]):
        collector.add({**correlation, "n": n, **pearson(doses, outcome, level)})
    collector.describe(at, line.describe())
    if square:
        shown = fit_dose(frame, value, DOSE, analysis.covariates, 2)
        collector.describe(at, shown.describe())
        collector.add({**square[0], "n": n, **shown.linear.estimate(step**2 * shown.vector(2), level)})
    collector.add(*_drawn(frame, {**at, "group": slope["group"]}, value, shown, level))


def _drawn(frame: pd.DataFrame, keys: Row, value: str, fit: DoseFit, level: float) -> list[Row]:
    """Give every subject's dose and outcome, and the fitted mean along the doses."""
    subjects = [
        {**keys, "kind": Kind.VALUE, "USUBJID": who, "value": dose, "estimate": outcome}
        for who, dose, outcome in zip(frame["USUBJID"], frame[DOSE], frame[value], strict=True)
    ]
    curve = [
        {**keys, "kind": Kind.POINT, "level": str(place), "value": dose, **estimate}
        for place, (dose, estimate) in enumerate(fit.curve(frame, level))
    ]
    return [*subjects, *curve]


def _brief(analysis: DoseResponse, inputs: Inputs) -> str:
    return f"Least squares of the outcome on the dose within each arm, {adjusted_for(analysis.covariates, inputs)}."


def _inference(analysis: DoseResponse, inputs: Inputs) -> str:
    counted = "Sessions count up to the day of the visit." if analysis.up_to == "visit" else "All sessions count."
    square = " The square of the dose is tested in a second model, whose curve is drawn." if analysis.quadratic else ""
    covariates = covariates_named(analysis.covariates, inputs)
    adjusted = f" adjusted for {list_of(covariates)}" if covariates else ""
    return (
        f"{EXPLORATORY} Within each arm by itself, least squares of the outcome on the dose{adjusted}; t "
        f"tests with residual degrees of freedom. {counted}{square} r is Pearson's correlation of outcome and dose, "
        "not adjusted, with Fisher's interval. The fitted line is for numeric covariates at their mean over the "
        "records used and factors as observed. Subjects whose dose is not known, or who have no outcome at the visit, "
        "are left out. Intervals and tests are not adjusted for their number."
    )
