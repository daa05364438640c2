"""Method repeated_binary: the numbers of SAS from a trial file to the printed table, and what must not matter."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy import special

from tests.methods.build import FLAG, choose, make_inputs, options, pick
from trialstats.io.artefacts import read_artefact
from trialstats.methods.answers import answer_of
from trialstats.methods.proportions.options import RepeatedBinary
from trialstats.methods.proportions.repeated_binary import check, run
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.parts.intercurrent import ASSIGNED

TRUTHS = "truths/03_repeated_categorical"
# The trial of Stokes, Davis & Koch in the copy of PSIAIMS/CAMIS, as an author would write it.
TRIAL = """\
STUDYID: RESP
title: Respiratory illness
sources:
  subjects: {file: data/subjects.csv, subject: usubjid}
  status: {file: data/status.csv, subject: usubjid, visit: avisitn, shape: long, name: item, value: outcome}
subjects: {source: subjects, arm: trtp}
arms:
  Active: {codes: A}
  Placebo: {codes: P, role: reference}
visits:
  Baseline: {codes: "0", AVISITN: 0, baseline: true}
  Visit 1: {codes: "1", AVISITN: 1}
  Visit 2: {codes: "2", AVISITN: 2}
  Visit 3: {codes: "3", AVISITN: 3}
  Visit 4: {codes: "4", AVISITN: 4}
populations:
  ITTFL: {label: Randomised, randomised: true}
datasets:
  adrs:
    source: status
    parameters:
      STATUS: {label: Respiratory status, name: STATUS, range: [0, 1], better: higher}
estimands:
  primary:
    label: Does treatment give a good respiratory status?
    population: ITTFL
    dataset: adrs
    variable: {PARAMCD: STATUS, value: AVAL}
    timepoint: Visit 4
    summary: odds ratio
analyses:
  good:
    method: repeated_binary
    estimand: primary
    role: primary
    event: {equals: 1, label: Good respiratory status}
    desirable: true
    correlation: independence
tables:
  good: {kind: repeated_binary, analysis: good}
"""
TRIAL_FILE = Path("config/trials/resp.yaml")
STEPS = ("raw", "subjects", "dataset", "adsl", "adam", "analyse", "table")


@pytest.fixture(scope="module")
def respiratory(shared: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the trial up to its table, in a folder of its own."""
    raw = pd.read_csv(shared(f"{TRUTHS}/respiratory_camis.csv"), dtype=str)
    raw["usubjid"] = raw["usubjid"].str.replace(" ", "")
    people = raw.drop_duplicates("usubjid")
    start = people.assign(avisitn="0", outcome=people["base"])
    folder = tmp_path_factory.mktemp("respiratory")
    for name in ("data", "config/trials"):
        (folder / name).mkdir(parents=True)
    (folder / TRIAL_FILE).write_text(TRIAL, "utf-8")
    people[["usubjid", "trtp"]].to_csv(folder / "data/subjects.csv", index=False)
    status = pd.concat([start, raw])[["usubjid", "avisitn", "outcome"]].assign(item="STATUS")
    status.to_csv(folder / "data/status.csv", index=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        trial, layout = load_trial(TRIAL_FILE), Layout("resp")
        for step, job in Plan(trial, layout).names():
            if step in STEPS:
                import_module(f"trialstats.steps.{step}").run(trial, layout, job)
    return folder


@pytest.fixture(scope="module")
def sas(shared: Callable[[str], Path]) -> dict[str, dict[str, Any]]:
    """What PROC GEE (independence) prints of shares and odds ratios by visit: 52 numbers."""
    truths = json.loads(shared(f"{TRUTHS}/truths.json").read_text("utf-8"))["truths"]
    return {truth["id"].removeprefix("camis.ind_"): truth for truth in truths if truth["id"].startswith("camis.ind_")}


def test_every_number_of_sas_from_a_trial_file(respiratory: Path, sas: dict[str, dict[str, Any]]) -> None:
    rows = read_artefact(respiratory / Layout("resp").rows("good"))
    keys = {"estimate": "estimate", "se": "std_error", "lower": "conf_low", "upper": "conf_high"}
    keys |= {"z": "statistic", "p": "p_value"}
    arms = {"P": "Placebo", "A": "Active"}
    assert len(sas) == 52
    for name, truth in sas.items():
        what, *arm, visit, statistic = name.split(".")
        kind = Kind.PROPORTION if what == "prob" else Kind.ODDS_RATIO
        of = arms[arm[0]] if arm else "Active"
        here = rows[rows["kind"].eq(kind) & rows["ARM"].eq(of)]
        (row,) = here[here["AVISIT"].eq(visit.replace("visit", "Visit ")).fillna(False)].to_dict("records")
        assert row[keys[statistic]] == pytest.approx(truth["value"], abs=truth["tolerance"]), name


def test_the_table_prints_them(respiratory: Path, sas: dict[str, dict[str, Any]]) -> None:
    table = pd.read_csv(respiratory / Layout("resp").table("good", "csv")).set_index("row")
    for visit in "1234":
        line = table.loc[f"Visit {visit}"]
        for arm, code in (("Active", "A"), ("Placebo", "P")):
            share, low, high = (
                f"{100 * sas[f'prob.{code}.visit{visit}.{name}']['value']:.1f}"
                for name in ("estimate", "lower", "upper")
            )
            assert line[f"{arm}: Model, % (95% CI)"] == f"{share} ({low} to {high})"
        printed = line["Active against Placebo: Odds ratio (95% CI)"].replace("(", "").replace(")", "").split()
        for text, name in zip(printed[::2] + printed[3:], ("estimate", "to", "upper"), strict=False):
            if name != "to":
                assert float(text) == pytest.approx(sas[f"or.visit{visit}.{name}"]["value"], abs=0.0055)
    assert table.loc["Visit 1", "Active: Counted"] == "37/54 (68.5%)"
    assert any(str(row).startswith("Arm by visit: χ²") for row in table.index)


def test_the_odds_ratio_answers_where_the_estimand_names_it(respiratory: Path) -> None:
    trial = load_trial(respiratory / TRIAL_FILE)
    estimand = trial.estimands["primary"]
    unnamed = estimand.model_copy(update={"summary": None})
    asked = [("repeated_binary", estimand), ("repeated_binary", unnamed), ("proportions", estimand)]
    kinds = [answer.kind for answer in (answer_of(*one) for one in asked) if answer]
    assert kinds == [Kind.ODDS_RATIO, Kind.RISK_DIFFERENCE, Kind.RISK_DIFFERENCE]


def test_what_is_missing_is_stressed_as_of_proportions(respiratory: Path) -> None:
    text = TRIAL.replace("summary: odds ratio\n", "summary: odds ratio\n    sensitivity: standard\n")
    (respiratory / "config/trials/stressed.yaml").write_text(text, "utf-8")
    trial = load_trial(respiratory / "config/trials/stressed.yaml")
    stressed = {name: one for name, one in trial.analyses.items() if one.role == "sensitivity"}
    told = {n: (one.missing, one.correlation) for n, one in stressed.items() if isinstance(one, RepeatedBinary)}
    cases = {"missing": "non-event", "worst": "worst case", "best": "best case"}
    assert told == {f"good_{word}": (missing, "independence") for word, missing in cases.items()}


ARMS, VISITS = ("Placebo", "Active"), ("Week 6", "Week 12")


def trial_of(seed: int = 3, n: int = 60) -> pd.DataFrame:
    """Give a yes or no of subjects at two visits, which some miss."""
    random = np.random.default_rng(seed)
    level, age = random.normal(size=n), random.uniform(20, 70, n)
    rows = [
        (f"S{k:03d}", ARMS[k % 2], age[k], visit, float(level[k] + 0.6 * (k % 2) + random.logistic() > 0.3 * place))
        for k in range(n)
        for place, visit in enumerate(VISITS)
        if place == 0 or random.random() > 0.2
    ]
    return pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AGE", "AVISIT", "AVAL"])


def inputs(frame: pd.DataFrame, arms: tuple[str, ...] = ARMS) -> Inputs:
    people = frame.drop_duplicates("USUBJID")[["USUBJID", "TRT01P", "AGE"]].reset_index(drop=True)
    people = people.assign(**{FLAG: "Y"}).astype({"TRT01P": pd.CategoricalDtype(arms, ordered=True)})
    records = frame.drop(columns="AGE").assign(AVALC=None)
    outcomes = {"PAIN": Outcome("Pain", None, "higher")}
    return make_inputs(records, arms, VISITS, baseline=None, adsl=people, outcomes=outcomes)


def made(frame: pd.DataFrame, arms: tuple[str, ...] = ARMS, **more: Any) -> Result:
    given = {**options("repeated_binary", event={"above": 0}, correlation="independence"), **more}
    return run(RepeatedBinary(**given), inputs(frame, arms))


def numbers(result: Result, **keys: str) -> list[float]:
    row = pick(result, **keys)
    return [float(row[name]) for name in ("estimate", "std_error", "conf_low", "conf_high")]


def test_one_visit_is_the_table_of_two_by_two() -> None:
    """The robust variance of a saturated model is Woolf's, and that of a difference the unpooled one."""
    frame = trial_of().query("AVISIT == 'Week 6'")
    result = made(frame, visits="Week 6", correlation="exchangeable")
    a, n1, c, n0 = (
        int(number)
        for arm in ("Active", "Placebo")
        for own in [frame.loc[frame["TRT01P"] == arm, "AVAL"]]
        for number in (own.sum(), len(own))
    )
    odds, error = a * (n0 - c) / (c * (n1 - a)), np.sqrt(1 / a + 1 / (n1 - a) + 1 / c + 1 / (n0 - c))
    limits = [odds * np.exp(sign * 1.959963984540054 * error) for sign in (-1, 1)]
    assert numbers(result, kind="odds_ratio") == pytest.approx([odds, error, *limits])
    p1, p0 = a / n1, c / n0
    spread = np.sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)
    assert numbers(result, kind="risk_difference")[:2] == pytest.approx([p1 - p0, spread])
    assert numbers(result, kind="proportion", ARM="Active")[0] == pytest.approx(p1)
    assert choose(result, {"kind": "joint_test"}).empty


def test_shares_are_standardised_and_their_errors_those_of_the_delta_method() -> None:
    """Coefficients and covariance by statsmodels; the gradient of a share in them by differences."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_estimating_equations import GEE

    frame = trial_of(n=80)
    result = made(frame, covariates="AGE")
    later, active = frame["AVISIT"] == VISITS[1], frame["TRT01P"] == "Active"
    matrix = np.column_stack([np.ones(len(frame)), active, later, active & later, frame["AGE"]]).astype(float)
    other = GEE(frame["AVAL"].to_numpy(), matrix, frame["USUBJID"].to_numpy(), family=Binomial()).fit(ctol=1e-12)
    ages = frame.drop_duplicates("USUBJID")["AGE"].to_numpy()

    def difference(beta: np.ndarray) -> float:
        rows = [np.column_stack([np.ones_like(ages), on, ages * 0 + 1, on, ages]) for on in (ages * 0 + 1, ages * 0)]
        return float(special.expit(rows[0] @ beta).mean() - special.expit(rows[1] @ beta).mean())

    steps = np.eye(5) * 1e-6 * np.array([1, 1, 1, 1, 0.01])
    slope = np.array([(difference(other.params + h) - difference(other.params - h)) / (2 * h.sum()) for h in steps])
    expected = [difference(other.params), float(np.sqrt(slope @ other.cov_robust @ slope))]
    found = numbers(result, kind="risk_difference", AVISIT="Week 12")
    assert found[:2] == pytest.approx(expected, rel=1e-5)
    interaction = other.wald_test(np.eye(5)[[3]], scalar=True)
    test = pick(result, kind="joint_test", variable="Arm by visit")
    assert test["statistic"] == pytest.approx(float(interaction.statistic), rel=1e-5)
    over = choose(result, {"kind": "odds_ratio"}).query("AVISIT.isna()").iloc[0]
    assert over["estimate"] == pytest.approx(float(np.exp(other.params[1] + other.params[3] / 2)), rel=1e-6)


def test_the_order_of_records_decides_nothing_and_arms_and_events_can_be_turned() -> None:
    frame = trial_of()
    keys = {"kind": "odds_ratio", "AVISIT": "Week 12"}
    plain = numbers(made(frame, correlation="unstructured"), **keys)
    assert numbers(made(frame.sample(frac=1, random_state=1), correlation="unstructured"), **keys) == pytest.approx(
        plain
    )
    turned = made(frame, ("Active", "Placebo"), correlation="unstructured")
    for other in (turned, made(frame, correlation="unstructured", event={"at_most": 0})):
        estimate, error, low, high = numbers(other, **keys)
        assert [1 / estimate, error, 1 / high, 1 / low] == pytest.approx(plain)


def test_missing_values_count_as_said() -> None:
    frame = trial_of()
    seen = {way: made(frame, missing=way) for way in ("exclude", "event", "non-event")}
    shares = {way: pick(one, kind="proportion", AVISIT="Week 12", ARM="Active") for way, one in seen.items()}
    absent = 30 - int(shares["exclude"]["total"])
    assert absent > 0
    assert (shares["event"]["total"], shares["event"]["count"]) == (30, shares["exclude"]["count"] + absent)
    assert shares["non-event"]["count"] == shares["exclude"]["count"]
    assert "missing completely at random" in seen["exclude"].notes["inference"]
    assert "missing completely at random" not in seen["event"].notes["inference"]


def test_an_intercurrent_event_may_be_failure() -> None:
    frame = trial_of()
    first = frame.index[(frame["AVAL"] == 1) & (frame["TRT01P"] == "Active") & (frame["AVISIT"] == "Week 6")][0]
    acted = frame.assign(**{ASSIGNED: pd.Series([None] * len(frame), dtype="object")})
    acted.loc[first, ASSIGNED] = "non-responder"
    before, after = (pick(made(one), kind="proportion", AVISIT="Week 6", ARM="Active") for one in (frame, acted))
    assert after["count"] == before["count"] - 1
    assert after["total"] == before["total"]


def test_what_has_no_odds_is_absent_in_words() -> None:
    frame = trial_of()
    at = (frame["TRT01P"] == "Active") & (frame["AVISIT"] == "Week 12")
    for never, said in (
        (frame.assign(AVAL=frame["AVAL"].mask(at, 0.0)), "none of"),
        (frame[~at], "no complete record"),
    ):
        result = made(never)
        estimated = result.rows[result.rows["kind"].isin(["proportion", "odds_ratio", "risk_difference", "joint_test"])]
        assert estimated["estimate"].isna().all()
        assert estimated["reason"].str.startswith(said).all()
        assert "Active at Week 12" in result.notes["failed"][0]["reason"]
        assert choose(result, {"kind": "count", "AVISIT": "Week 6"})["percent"].notna().any()
    apart = made(frame.assign(AGE=frame.groupby("USUBJID")["AVAL"].transform("max") * 40 + 20), covariates="AGE")
    assert "separated by AGE" in apart.notes["failed"][0]["reason"]


def test_what_is_asked_wrongly_is_refused() -> None:
    with pytest.raises(ValidationError, match="`by_visit` names AGE, which `covariates` does not"):
        RepeatedBinary(**options("repeated_binary", event={"above": 0}, by_visit="AGE"))
    from trialstats.errors import SpecError

    unknown = RepeatedBinary(**options("repeated_binary", event={"equals": "Yes"}, desirable=True))
    with pytest.raises(SpecError, match="no record of PAIN has the result Yes"):
        check(unknown, inputs(trial_of()))
