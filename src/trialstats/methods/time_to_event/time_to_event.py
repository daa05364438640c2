"""Times to an event: curves, quartiles, log-rank test, hazard ratio and restricted means of each parameter."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from trialstats.engines.cox import CoxFit, fit_cox, proportionality
from trialstats.engines.survival import kaplan_meier, log_rank, log_rank_all
from trialstats.engines.survival_summaries import (
    along,
    mean_difference,
    mean_ratio,
    quantile,
    restricted_mean,
    without_at,
)
from trialstats.errors import FitError, NoSuchNumber
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import all_named
from trialstats.methods.shared.scope import arm_sizes, conf_level, pairs
from trialstats.methods.shared.tested_margins import margins_tested
from trialstats.methods.shared.used import told_of_left_out
from trialstats.methods.time_to_event.hazard_over_time import over_time
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.methods.time_to_event.rows import (
    CENSORED,
    EVENT,
    OVER_TIME,
    PROPORTIONALITY,
    RESTRICTED,
    TIMED,
    WITHIN_STRATA,
    Share,
    Test,
)
from trialstats.methods.time_to_event.times import ARM, HAPPENED, STRATUM, TIME, parameters, steps, times_of
from trialstats.methods.time_to_event.words import inference, model_in_brief
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Result, Row
from trialstats.trialfile.parts.margin import Direction

__all__ = ["check", "run"]

QUARTILES = (25, 50, 75)
NOBODY = "no subject of this arm has a time"


def check(analysis: TimesToEvent, inputs: Inputs) -> None:
    """Refuse choices of subjects that cannot be made."""
    for code in parameters(analysis, inputs):
        times_of(analysis, inputs, code)


def run(analysis: TimesToEvent, inputs: Inputs) -> Result:
    """Describe and compare the times to each event.

    Rows, each of a PARAMCD: count (ARM; variable EVENT and CENSORED, with `level` by what it was); time_by (ARM; level
    25, 50, 75: the percentage that have had the event by then); point (ARM; variable WITHOUT or HAD, in percent: at the
    times asked for, AVISIT their name, and along the curve, level the time; `n` at risk, `events` at that very time);
    restricted_mean (ARM; `value` up to when), its difference and ratio (variable RMST); rank_test (the log-rank test:
    z above 0 where the arm has more events than expected); hazard_ratio (std_error of its logarithm), and its margin;
    joint_test (ARM
    All: the log-rank test of several arms; variable PROPORTIONALITY, level the variable tested); value and
    point (variable OVER_TIME: the log hazard ratio at each event, and its curve; see `over_time`).
    """
    collector = Collector(inputs.name, "fits")
    for code in parameters(analysis, inputs):
        frame, counts = times_of(analysis, inputs, code)
        collector.exclude({"PARAMCD": code}, counts)
        _Parameter(analysis, inputs, code, frame, collector).estimate()
    said, brief = inference(analysis, inputs), model_in_brief(analysis, inputs)
    collector.add(*told_of_left_out(collector, all_named(inputs)))
    return collector.result(software="scipy, NumPy", inference=said, brief=brief)


class _Parameter:
    """One parameter: who has a time, and what is made of it."""

    def __init__(
        self, analysis: TimesToEvent, inputs: Inputs, code: str, frame: pd.DataFrame, collector: Collector
    ) -> None:
        self.analysis, self.inputs, self.frame, self.collector = analysis, inputs, frame, collector
        self.level = conf_level(analysis)
        self.at: Row = {"PARAMCD": code}
        self.desirable = inputs.outcomes[code].better == "higher"
        self.of = {arm: frame[frame[ARM].astype(str) == arm] for arm in inputs.arms}
        self.curves = {
            arm: kaplan_meier(own[TIME], own[HAPPENED], self.level) for arm, own in self.of.items() if len(own)
        }
        self.directions: tuple[Direction, Direction] = (
            ("higher", "lower") if self.desirable else ("lower", "higher")
        )  # of hazards, of times

    def estimate(self) -> None:
        self.alone()
        self.count()
        for arm in self.inputs.arms:
            self.describe(arm)
        self.restricted_means()
        self.log_rank()
        self.cox()

    def alone(self) -> None:
        """Note, of each comparison within strata, the subjects of strata in which one of the two arms is alone."""
        for pair in pairs(self.inputs) if self.analysis.strata else ():
            own = self.frame[self.frame[ARM].astype(str).isin([*pair.values()])]
            alone = int((own.groupby(STRATUM)[ARM].transform("nunique") < 2).sum())
            if alone:
                counts = {"in": len(own), "in a stratum with one arm only, which compares nobody": alone}
                keys = {**self.at, **pair, "variable": WITHIN_STRATA}
                self.collector.exclude(keys, {**counts, "used": len(own) - alone})

    def count(self) -> None:
        """Count those with a time of each arm, the events and the censored, and by what they were."""
        for arm, total in arm_sizes(self.inputs, self.analysis.population).items():
            n = len(self.of[arm])
            timed: Row = {
                **self.at,
                "kind": Kind.COUNT,
                "ARM": arm,
                "variable": TIMED,
                "n": n,
                "count": n,
                "total": total,
            }
            self.collector.add({**timed, **({"percent": 100 * n / total} if total else {"reason": NOBODY})})
        events = list(dict.fromkeys(self.frame.loc[self.frame[HAPPENED], "EVNTDESC"]))
        ends = list(dict.fromkeys(self.frame.loc[~self.frame[HAPPENED], "EVNTDESC"]))
        for arm, own in self.of.items():
            for variable, chosen, words in ((EVENT, own[HAPPENED], events), (CENSORED, ~own[HAPPENED], ends)):
                for level in (None, *words):
                    count = int((chosen & (own["EVNTDESC"] == level)).sum() if level else chosen.sum())
                    share: Row = {"percent": 100 * count / len(own)} if len(own) else {"reason": NOBODY}
                    row = {**self.at, "kind": Kind.COUNT, "ARM": arm, "variable": variable, "level": level}
                    self.collector.add({**row, "n": count, "count": count, "total": len(own), **share})

    def describe(self, arm: str) -> None:
        """Give quartiles, shares at times, and the curve of an arm."""
        keys: Row = {**self.at, "ARM": arm}
        quartiles: list[Row] = [{**keys, "kind": Kind.TIME_BY, "level": f"{share}"} for share in QUARTILES]
        variable = Share.HAD if self.desirable else Share.WITHOUT
        known = self.inputs.outcomes[self.at["PARAMCD"]]
        words = f"{known.label} ({known.unit})"
        of_points: Row = {**keys, "kind": Kind.POINT, "variable": variable, "PARAM": words}
        places: list[Row] = [{**of_points, "AVISIT": name, "value": time} for name, time in self.times.items()]
        if arm not in self.curves:
            self.collector.add_without_numbers([*quartiles, *places], NOBODY)
            return
        curve, n = self.curves[arm], len(self.of[arm])
        for row, share in zip(quartiles, QUARTILES, strict=True):
            made = quantile(curve, share / 100, self.level)
            if "conf_low" not in made and "conf_high" not in made:
                made.pop("conf_level")
            self.collector.add({**row, "n": n, **made})
        for row in places:
            with self.collector.attempt(row):
                self.collector.add(
                    {**row, "total": n, **self.shown(without_at(curve, float(row["value"]), self.level))}
                )
        for step in along(curve, self.level):
            at: Row = {**of_points, "level": f"{step['value']:.10g}"}
            self.collector.add({**at, "total": n, **self.shown(step)})

    @property
    def times(self) -> Mapping[str, float]:
        """The times at which shares are given, by name."""
        last = float(self.frame[TIME].max()) if len(self.frame) else 0.0
        return self.analysis.at or steps(last, str(self.inputs.outcomes[self.at["PARAMCD"]].unit))

    def shown(self, row: Row) -> Row:
        """Turn the share without an event into that with it, of one that is desirable."""
        if not self.desirable:
            return row
        turned = {"estimate": "estimate", "conf_low": "conf_high", "conf_high": "conf_low"}
        return {**row, **{name: 100 - row[other] for name, other in turned.items() if other in row}}

    def restricted_means(self) -> None:
        """Give the mean of each arm's time up to tau, and compare them."""
        arms: list[Row] = [{**self.at, "kind": Kind.RESTRICTED_MEAN, "ARM": arm} for arm in self.inputs.arms]
        compared: list[Row] = [
            {**self.at, "kind": kind, **pair, "variable": RESTRICTED, "better": self.directions[1]}
            for pair in pairs(self.inputs)
            for kind in (Kind.DIFFERENCE, Kind.RATIO)
        ]
        reached = [float(own[TIME].max()) for own in self.of.values() if len(own)]
        if not reached:
            self.collector.add_without_numbers([*arms, *compared], NOBODY)
            return
        tau = self.analysis.tau or min(reached)
        means: dict[str, Row] = {}
        for row in arms:
            with self.collector.attempt(row):
                if row["ARM"] not in self.curves:
                    raise NoSuchNumber(NOBODY)
                made = restricted_mean(self.curves[row["ARM"]], tau, self.level)
                self.collector.add({**row, "n": len(self.of[row["ARM"]]), "value": tau, **made})
                means[row["ARM"]] = made
        for row in compared:
            with self.collector.attempt(row):
                both = [means.get(str(row[key])) for key in ("ARM", "REFERENCE")]
                if both[0] is None or both[1] is None:
                    raise NoSuchNumber("an arm has no restricted mean")
                compare = mean_difference if row["kind"] == Kind.DIFFERENCE else mean_ratio
                n = sum(len(self.of[str(row[key])]) for key in ("ARM", "REFERENCE"))
                self.collector.add({**row, "n": n, "value": tau, **compare(both[0], both[1], self.level)})

    def log_rank(self) -> None:
        """Compare each arm with the reference, and where there are several, all at once."""
        tests = (Test.LOG_RANK, Test.STRATIFIED) if self.analysis.strata else (Test.LOG_RANK,)
        for test in tests:
            for pair in pairs(self.inputs):
                row: Row = {**self.at, "kind": Kind.RANK_TEST, **pair, "variable": test}
                own = self.frame[self.frame[ARM].astype(str).isin([*pair.values()])]
                strata = own[STRATUM] if test is Test.STRATIFIED else None
                with self.collector.attempt(row):
                    active = own[ARM].astype(str) == pair["ARM"]
                    if own.empty:
                        raise FitError("an arm has no subject")
                    self.collector.add({**row, **log_rank(own[TIME], own[HAPPENED], active, strata)})
            if len(self.inputs.arms) > 2:
                whole: Row = {**self.at, "kind": Kind.JOINT_TEST, "ARM": ALL, "variable": test}
                strata = self.frame[STRATUM] if test is Test.STRATIFIED else None
                with self.collector.attempt(whole):
                    numbers = self.frame[ARM].cat.codes.astype(int)
                    self.collector.add(
                        {**whole, **log_rank_all(self.frame[TIME], self.frame[HAPPENED], numbers, strata)}
                    )

    def cox(self) -> None:
        """Estimate the hazard ratios by one model of all arms, and test whether hazards are proportional.

        An arm without an event takes no part: its hazard would be 0, with which the likelihood is what it is without.
        """
        ratios: list[Row] = [
            {**self.at, "kind": Kind.HAZARD_RATIO, **pair, "better": self.directions[0]} for pair in pairs(self.inputs)
        ]
        before = len(self.collector.rows)
        with_events = [arm for arm, own in self.of.items() if own[HAPPENED].any()]
        with self.collector.attempt({**self.at, "kind": Kind.HAZARD_RATIO}, ratios):
            fit = self.fit(with_events)
            for row in ratios:
                with self.collector.attempt(row):
                    self.collector.add({**row, **self.ratio(fit, row, with_events)})
            for name, tested in proportionality(fit, self.analysis.proportionality).items():
                known = self.inputs.covariates.get(name)
                level = known.label if known else name
                row = {**self.at, "kind": Kind.JOINT_TEST, "ARM": ALL, "variable": PROPORTIONALITY, "level": level}
                self.collector.add({**row, **tested})
            for row in ratios:
                self.over_time(fit, row, with_events)
            self.collector.describe(
                self.at,
                {
                    "formula": " + ".join([f"hazard ~ {fit.design.formula}", *self.strata]),
                    "n_subjects": len(fit.frame),
                    "events": int(fit.event.sum()),
                    "log_likelihood": fit.log_likelihood,
                    "coefficients": fit.original(),
                },
            )

        rows = self.collector.rows[before:]
        self.collector.add(*margins_tested(self.analysis, rows, Kind.HAZARD_RATIO, self.directions[0]))

    def over_time(self, fit: CoxFit, ratio: Row, with_events: list[str]) -> None:
        """Tell a hazard ratio at each event, where both arms have some."""
        pair = {key: ratio[key] for key in ("PARAMCD", "ARM", "REFERENCE")}
        if {str(pair["ARM"]), str(pair["REFERENCE"])} <= {*with_events}:
            with self.collector.attempt({**pair, "kind": Kind.POINT, "variable": OVER_TIME}):
                for row in over_time(fit, pair, self.analysis.proportionality, self.level):
                    self.collector.add(row)

    def fit(self, with_events: list[str]) -> CoxFit:
        own = self.frame[self.frame[ARM].astype(str).isin(with_events)].reset_index(drop=True)
        if len(with_events) < 2:
            raise NoSuchNumber("fewer than two arms have an event")
        for name in (ARM, *self.analysis.covariates):
            if isinstance(own[name].dtype, pd.CategoricalDtype):
                own[name] = own[name].cat.remove_unused_categories()
        strata = pd.factorize(own[STRATUM], sort=True)[0].astype(np.intp) if self.analysis.strata else None
        return fit_cox(
            own,
            own[TIME].to_numpy(dtype=np.float64),
            own[HAPPENED].to_numpy(dtype=bool),
            self.analysis.covariates,
            strata,
            self.analysis.ties,
            robust=self.analysis.std_error == "robust",
        )

    @property
    def strata(self) -> list[str]:
        """The term of the strata in the formula, where there are some."""
        return [f"strata({', '.join(self.analysis.strata)})"] if self.analysis.strata else []

    def ratio(self, fit: CoxFit, pair: Row, with_events: list[str]) -> Row:
        """Compare two arms; NoSuchNumber where one of them has no event."""
        arm, reference = str(pair["ARM"]), str(pair["REFERENCE"])
        if reference not in with_events:
            raise NoSuchNumber("the reference has no event: there is no hazard to divide by")
        if arm not in with_events:
            raise NoSuchNumber("the arm has no event: the model has no estimate of its hazard")
        own = fit.frame[ARM].astype(str).isin([arm, reference])
        counted = {"n": int(own.sum()), "events": int(fit.event[own.to_numpy()].sum())}
        return {**counted, **fit.hazard_ratio(arm, reference, self.level)}
