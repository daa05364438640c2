"""A tiny trial for each strategy: the records used, set aside and assigned, by hand.

Pain of six subjects at baseline, Week 4 and Week 8 (see `tests.tiny.RESULTS`); all were seen at all visits, but for
005, of whom nothing is known at Week 8. Who had the event, and the first visit that it affects: 001 Week 4, 002 Week 8,
005 Week 4, which has no value there and none after it. 003 had another event, from Week 8 on.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.tiny import Tiny, map_all, read_sources
from trialstats.methods.run import run_method
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result
from trialstats.steps.check import finish
from trialstats.steps.material import material

EVENTS = """\
id,term,severity,start
001,stop,1,2024-01-20
002,stop,1,2024-02-20
005,stop,1,2024-01-20
003,other,2,2024-02-11
"""
OTHER = "hypothetical"
PAIN = {
    "001": (60, 40, 30),
    "002": (62, 58, 59),
    "003": (70, 51, 33),
    "004": (55, 54, 50),
    "005": (66, None, None),
    "006": (58, 60, 57),
}


@pytest.fixture
def trial(tiny: Tiny) -> Tiny:
    tiny.write("data/events.csv", EVENTS)
    tiny.remove("data/vas.csv", "005,V1", "005,V2")
    tiny.spec(
        "estimands:\n",
        "intercurrent_events:\n  stop: {label: Stopped, occurrence: adae, where: {AETERM: stop}}\n"
        "  other: {label: Other, occurrence: adae, where: {AETERM: other}}\n\nestimands:\n",
    )
    tiny.spec("    population: FASFL\n", "    population: ITTFL\n")
    return tiny


def handle(tiny: Tiny, stop: str, other: str = "treatment policy", more: str = "") -> None:
    tiny.spec(
        "    timepoint: Week 8\n",
        f"    timepoint: Week 8\n    intercurrent_events: {{stop: {stop}, other: {other}}}\n{more}",
    )


def analysed(tiny: Tiny, name: str = "change") -> tuple[Inputs, dict[str, int]]:
    """Give the material of an analysis, as the run has it, and how many records were chosen and why not."""
    trial = tiny.load()
    mapped = map_all(trial, read_sources(trial))
    _, inputs, counts = material(trial, finish(trial, {n: made.records for n, made in mapped.items()}), name)
    total = counts["in"] + sum(count for reason, count in counts.items() if reason.startswith("assigned"))
    left = sum(
        count for reason, count in counts.items() if reason not in ("in", "used") and not reason.startswith("assigned")
    )
    assert total == counts["used"] + left, counts
    return inputs, counts


def values(inputs: Inputs, what: str = "AVAL") -> dict[str, tuple[float | None, ...]]:
    """Give each subject's pain at Week 4 and Week 8."""
    wide = inputs.records.pivot_table(what, "USUBJID", "AVISIT", observed=True)
    both = wide.reindex(columns=["Week 4", "Week 8"]).astype("float64")
    return {
        str(subject): tuple(None if pd.isna(value) else float(value) for value in row)
        for subject, row in zip(both.index, both.to_numpy(), strict=True)
    }


def told(inputs: Inputs, event: str = "stop") -> tuple[int, int, int]:
    """Give how many records were set aside and assigned for an event, and for how many visits there was nothing."""
    (own,) = (each for each in inputs.strategied if each.event == event)
    return own.set_aside, own.assigned, own.without_value


OBSERVED = {subject: both[1:] for subject, both in PAIN.items() if subject != "005"}


def test_a_treatment_policy_uses_what_there_is(trial: Tiny) -> None:
    handle(trial, "treatment policy")
    inputs, counts = analysed(trial)
    assert values(inputs) == OBSERVED
    assert told(inputs) == (0, 0, 0)
    assert counts["used"] == 10


def test_hypothetical_sets_aside_what_follows(trial: Tiny) -> None:
    """001 at both visits, 002 at the last; 005 has nothing there to set aside."""
    handle(trial, "hypothetical")
    inputs, counts = analysed(trial)
    assert values(inputs) == {k: v for k, v in OBSERVED.items() if k != "001"} | {"002": (58, None)}
    assert told(inputs) == (3, 0, 0)
    assert counts["set aside: Stopped, hypothetical"] == 3
    assert counts["used"] == 7


@pytest.mark.parametrize(
    ("value", "assigned"),
    [
        ("worst", {"001": (100, 100), "002": (58, 100), "005": (100, 100)}),
        ("baseline", {"001": (60, 60), "002": (58, 62), "005": (66, 66)}),
        ("90", {"001": (90, 90), "002": (58, 90), "005": (90, 90)}),
    ],
)
def test_a_composite_assigns_at_every_visit_affected(trial: Tiny, value: str, assigned: dict[str, Any]) -> None:
    """Whether or not something was recorded there: of 005 nothing was."""
    handle(trial, f"{{strategy: composite, value: {value}}}")
    inputs, counts = analysed(trial)
    assert values(inputs) == OBSERVED | assigned
    assert told(inputs) == (3, 5, 0)
    assert counts["used"] == 12
    changes = values(inputs, "CHG")
    assert changes["005"] == tuple(number - 66 for number in assigned["005"])
    made = inputs.records[inputs.records["ICEVAL"].notna()]
    assert made["TRT01P"].tolist() == ["Laser", "Laser", "Sham", "Laser", "Laser"]
    assert made["BASE"].tolist() == [60, 60, 62, 66, 66]
    assert made["AGE"].tolist() == [54, 54, 61, 66, 66]


def test_the_worst_of_what_has_no_range_is_the_worst_observed(trial: Tiny) -> None:
    trial.spec(
        "PAIN: {label: Pain, name: PAIN, unit: mm, range: [0, 100],", "PAIN: {label: Pain, name: PAIN, unit: mm,"
    )
    handle(trial, "{strategy: composite, value: worst}")
    assert values(analysed(trial)[0])["001"] == (70, 70)  # 003 at baseline


def test_a_composite_without_a_baseline_has_none_to_assign(trial: Tiny) -> None:
    trial.remove("data/vas.csv", "005")
    handle(trial, "{strategy: composite, value: baseline}")
    inputs, _ = analysed(trial)
    assert "005" not in values(inputs)
    assert told(inputs) == (3, 3, 2)


@pytest.mark.parametrize(
    ("summary", "assigned", "aside", "made"),
    [
        # 001 and 005 have no value after baseline and before the event; 002 has 58.
        ("last", {"002": (58, 58)}, 3, 1),
        # A mean is one of everybody: 003 (51 + 33) / 2, 004 (54 + 50) / 2, 006 (60 + 57) / 2.
        ("mean", {"002": (58, 58), "003": (51, 42), "004": (54, 52), "006": (60, 58.5)}, 6, 4),
        # Per week: 002 (58 - 62) / 4; the others from baseline to Week 8, 8 weeks.
        ("rate", {"002": (58, -1), "003": (51, -4.625), "004": (54, -0.625), "006": (60, -0.125)}, 6, 4),
    ],
)
def test_while_on_treatment_has_one_value_at_the_timepoint(
    trial: Tiny, summary: str, assigned: dict[str, Any], aside: int, made: int
) -> None:
    handle(trial, f"{{strategy: while on treatment, summary: {summary}}}")
    inputs, _ = analysed(trial)
    assert values(inputs) == {k: v for k, v in OBSERVED.items() if k != "001"} | assigned
    assert told(inputs) == (aside, made, 2)
    if summary == "rate":
        assert values(inputs, "CHG")["003"] == (-19, -4.625)


@pytest.mark.parametrize(
    ("summary", "assigned", "aside"),
    [
        ("last", {"002": (None, 58)}, 2),
        ("mean", {"002": (None, 58), "003": (None, 42), "004": (None, 52), "006": (None, 58.5)}, 5),
        ("rate", {"002": (None, -1), "003": (None, -4.625), "004": (None, -0.625), "006": (None, -0.125)}, 5),
    ],
)
def test_what_was_on_treatment_counts_where_the_timepoint_alone_is_analysed(
    trial: Tiny, summary: str, assigned: dict[str, Any], aside: int
) -> None:
    """As above, without the record of 001 at Week 4, which is another visit; 58 of 002 at Week 4 counts too."""
    handle(trial, f"{{strategy: while on treatment, summary: {summary}}}")
    trial.spec("method: ancova, estimand: primary}", "method: ancova, estimand: primary, visits: Week 8}")
    inputs, _ = analysed(trial)
    assert values(inputs) == {k: (None, v[1]) for k, v in OBSERVED.items() if k != "001"} | assigned
    assert told(inputs) == (aside, len(assigned), 2)


def test_a_principal_stratum_is_of_subjects(trial: Tiny) -> None:
    """Those of 60 years and less, here: 001, 003 and 006, with two values each after baseline."""
    trial.spec(
        "populations:\n", "populations:\n  STAYFL: {label: Would stay, column: age, equals: ['54', '47', '58']}\n"
    )
    handle(trial, "{strategy: principal stratum, flag: STAYFL}")
    inputs, counts = analysed(trial)
    assert values(inputs) == {k: OBSERVED[k] for k in ("001", "003", "006")}
    assert told(inputs) == (4, 0, 0)
    assert counts["set aside: Stopped, principal stratum (STAYFL)"] == 4


def method(tiny: Tiny, words: str) -> Result:
    """Run the analysis `change` with another method."""
    tiny.spec("  change: {method: ancova, estimand: primary}\n", f"  change: {{estimand: primary, {words}}}\n")
    tiny.spec("tables:\n  change: {kind: estimates, title: Change in pain, analysis: change}\n", "")
    inputs, _ = analysed(tiny)
    return run_method(tiny.load().complete("change"), inputs)


def test_who_had_the_event_is_no_responder(trial: Tiny) -> None:
    """Ten mm less than at baseline at Week 8: 001 and 003 had that, and 001 had stopped; 002 and 005 had, too."""
    handle(trial, "{strategy: composite, value: non-responder}")
    rows = method(trial, "method: responders, criteria: [{points: 10}], visits: Week 8").rows
    counts = rows[(rows["kind"] == Kind.COUNT) & (rows["count"] > 0)]
    assert counts[["ARM", "level", "count"]].to_numpy().tolist() == [
        ["Sham", "Improved less, unchanged or worse", 2],
        ["Sham", "Intercurrent event", 1],
        ["Laser", "Responder", 1],
        ["Laser", "Intercurrent event", 2],
    ]


def test_who_had_the_event_ranks_below_all(trial: Tiny) -> None:
    """Change at Week 8: Laser 003 -37, 001 and 005 below all; Sham 004 -5, 006 -1, 002 below all.

    Of nine pairs 003 wins three; 001 and 005 each tie with 002 and lose two: (3 + 2 x 0.5) / 9.
    """
    handle(trial, "{strategy: composite, value: rank below all}")
    rows = method(trial, "method: ranks, visits: Week 8").rows
    (won,) = rows.loc[rows["kind"] == Kind.WIN_PROBABILITY, "estimate"]
    assert won == pytest.approx(4 / 9)


def test_who_has_no_result_ranks_below_all_where_the_analysis_says_so(trial: Tiny) -> None:
    """Change at Week 8: Laser 001 -30, 003 -37 and 005 none; Sham -3, -5, -1. Of nine pairs 001 and 003 win six."""
    handle(trial, "treatment policy")
    result = method(trial, "method: ranks, missing: worst, visits: Week 8")
    (won,) = result.rows[result.rows["kind"] == Kind.WIN_PROBABILITY].to_dict("records")
    assert (won["estimate"], won["n"]) == (pytest.approx(6 / 9), 6)
    (shift,) = result.rows[result.rows["kind"] == Kind.SHIFT].to_dict("records")
    assert shift["reason"] == "missing results have a rank and no number: there is no shift"
    (counted,) = result.notes["excluded"]
    assert (counted["in"], counted["used"]) == (6, 6)


def test_of_several_events_the_earliest_decides(trial: Tiny) -> None:
    """001 stopped before Week 4 and has the other event before Week 8: set aside at both visits, whatever follows."""
    trial.add("data/events.csv", "001,other,2,2024-02-11")
    handle(trial, "hypothetical", "{strategy: composite, value: worst}")
    inputs, _ = analysed(trial)
    assert "001" not in values(inputs)
    assert values(inputs)["003"] == (51, 100)
    assert (told(inputs), told(inputs, "other")) == ((3, 0, 0), (1, 1, 0))


def test_or_the_first_in_the_list(trial: Tiny) -> None:
    """The other event stands first: it decides about Week 8 of 001, and Week 4 is set aside as before."""
    trial.add("data/events.csv", "001,other,2,2024-02-11")
    trial.spec(
        "    timepoint: Week 8\n",
        "    timepoint: Week 8\n    several_events: as listed\n"
        "    intercurrent_events: {other: {strategy: composite, value: worst}, stop: hypothetical}\n",
    )
    inputs, _ = analysed(trial)
    assert values(inputs)["001"] == (None, 100)
    assert (told(inputs), told(inputs, "other")) == ((2, 0, 0), (2, 2, 0))


def test_a_treatment_policy_decides_nothing_even_first(trial: Tiny) -> None:
    trial.add("data/events.csv", "001,other,2,2024-01-10")
    handle(trial, "hypothetical")
    assert "001" not in values(analysed(trial)[0])


def test_methods_are_given_the_events_with_their_strategies(trial: Tiny) -> None:
    handle(trial, "hypothetical")
    found = analysed(trial)[0].events
    assert found[["USUBJID", "ICE", "AVISIT", "strategy"]].to_numpy().tolist() == [
        ["001", "stop", "Week 4", "hypothetical"],
        ["002", "stop", "Week 8", "hypothetical"],
        ["003", "other", "Week 8", "treatment policy"],
        ["005", "stop", "Week 4", "hypothetical"],
    ]


def test_an_analysis_without_an_estimand_is_as_it_was(trial: Tiny) -> None:
    handle(trial, "hypothetical")
    inputs, counts = analysed(trial, "summary")
    assert inputs.events.empty
    assert "set aside: Stopped, hypothetical" not in counts


def test_the_order_of_rows_and_the_names_of_arms_change_nothing(trial: Tiny) -> None:
    handle(trial, "{strategy: composite, value: worst}", "hypothetical")
    before, counts = analysed(trial)
    for name in ("events", "subjects", "vas"):
        head, *lines = trial.read(f"data/{name}.csv").splitlines()
        trial.write(f"data/{name}.csv", "\n".join([head, *reversed(lines), ""]))
    after, same = analysed(trial)
    assert (values(after), same) == (values(before), counts)
    trial.spec("  Laser: {codes: L}\n  Sham: {codes: S,", "  Laser: {codes: S}\n  Sham: {codes: L,")
    swapped, same = analysed(trial)
    assert (values(swapped), same) == (values(before), counts)
    arms = swapped.records["TRT01P"].map({"Laser": "Sham", "Sham": "Laser"}).astype(str).tolist()
    assert arms == before.records["TRT01P"].astype(str).tolist()


AVERAGE = "      BOTH: {label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}\n"
MEAN = (
    "      MEAN: {{label: Mean pain, over_time: {{of: PAIN, summary: time_weighted_average, rule: right, "
    "visits: [Week 4, Week 8], missing: {missing}}}}}\n"
)
PROFILE = "  change: {method: ancova, estimand: primary}\n"


@pytest.mark.parametrize(("missing", "left"), [("absent", (3, None)), ("last carried", (2, 58))])
def test_a_summary_over_time_is_made_of_the_values_that_are_left(
    trial: Tiny, missing: str, left: tuple[int, float | None]
) -> None:
    """By right ends the mean is the value at Week 8. 002 stopped after Week 4 (58); 001 has nothing left."""
    trial.spec(AVERAGE, AVERAGE + MEAN.format(missing=missing))
    trial.spec("    variable: {PARAMCD: PAIN}\n", "    variable: {PARAMCD: MEAN, value: AVAL}\n")
    handle(trial, "hypothetical")
    inputs, counts = analysed(trial)
    (aside, value) = left
    found = {subject: both[1] for subject, both in values(inputs).items()}
    expected = {"003": 33.0, "004": 50.0, "006": 57.0} | ({"002": value} if value else {})
    assert found == expected
    assert counts["set aside: Stopped, hypothetical"] == aside - 1
    assert inputs.records.set_index("USUBJID").get("DTYPE", pd.Series()).get("002") == ("LOCF" if value else None)


def test_imputation_gets_the_values_of_which_a_summary_is_made(trial: Tiny) -> None:
    trial.spec(AVERAGE, AVERAGE + MEAN.format(missing="last carried"))
    trial.spec("    variable: {PARAMCD: PAIN}\n", "    variable: {PARAMCD: MEAN, value: AVAL}\n")
    trial.spec(PROFILE, "  change: {method: imputation, estimand: primary, covariates: []}\n")
    handle(trial, "hypothetical")
    inputs, counts = analysed(trial)
    assert set(inputs.records["PARAMCD"]) == {"PAIN"}
    lost = (None, None)  # of whom the record at baseline comes along
    assert values(inputs) == OBSERVED | {"001": lost, "002": (58, None), "005": lost}
    assert counts["set aside: Stopped, hypothetical"] == 3
    assert inputs.courses["MEAN"].of == "PAIN"
