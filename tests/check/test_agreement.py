"""What `check` notes where an estimand and the analysis that answers it disagree; no run stops at it."""

from __future__ import annotations

import re

import pytest

from tests.tiny import TRIAL, TRIAL_FILE, Tiny

PRIMARY = "method: ancova, estimand: primary"


def notes(tiny: Tiny) -> list[str]:
    done = tiny.check()
    assert (done.code, done.err) == (0, "")
    return [line.removeprefix("  note: ") for line in done.out.splitlines() if line.startswith("  note: ")]


@pytest.fixture
def answered(tiny: Tiny) -> Tiny:
    """The tiny trial with a primary analysis."""
    tiny.spec(PRIMARY, f"{PRIMARY}, role: primary")
    return tiny


def test_nothing_is_noted_where_they_agree(answered: Tiny) -> None:
    assert notes(answered) == []


def test_another_population_is_noted(answered: Tiny) -> None:
    answered.spec("role: primary", "role: primary, population: ITTFL")
    assert notes(answered) == [
        "analyses.change is of ITTFL (Randomised), and estimand primary is about FASFL (Full analysis set): it answers "
        "another question (leave `population` out, or say `role: supplementary`)"
    ]
    answered.spec("role: primary", "role: supplementary")
    assert notes(answered) == []


def test_a_summary_that_the_method_does_not_give_is_noted(answered: Tiny) -> None:
    answered.spec("timepoint: Week 8\n", "timepoint: Week 8\n    summary: difference in means\n")
    assert notes(answered) == []
    answered.spec("method: ancova", "method: ranks")
    answered.spec("kind: estimates", "kind: ranks")
    assert notes(answered) == [
        "estimands.primary.summary is difference in means, and analyses.change (method ranks) gives a win probability: "
        "leave `summary` out, or choose another method"
    ]


def test_complete_cases_are_noted_where_the_strategy_is_a_treatment_policy(answered: Tiny) -> None:
    answered.remove("data/vas.csv", "002,V2", "003,V2")
    assert notes(answered) == []
    answered.spec("timepoint: Week 8\n", "timepoint: Week 8\n    intercurrent_events: {rescue: treatment policy}\n")
    assert notes(answered) == [
        "analyses.change uses the 4 of 6 subjects of FASFL with all values at Week 8 (complete cases), and estimand "
        "primary follows all of them, whatever happens (rescue: treatment policy); method mmrm uses what is known of "
        "them at other visits"
    ]
    answered.spec("method: ancova", "method: mmrm, covariance: cs")
    assert notes(answered) == []


def test_texts_are_values_of_a_yes_or_no_whose_method_for_all_visits_is_another(answered: Tiny) -> None:
    """003 has no stiffness at Week 8 and 001 a text there, which the event is about."""
    answered.replace("data/vas.csv", "001,V2,2024-03-01,STIFF,38,mm", "001,V2,2024-03-01,STIFF,NOT DONE,mm")
    answered.remove("data/vas.csv", "003,V2")
    answered.spec("{PARAMCD: PAIN}", "{PARAMCD: STIFF, value: AVAL}")
    answered.spec("timepoint: Week 8\n", "timepoint: Week 8\n    intercurrent_events: {rescue: treatment policy}\n")
    event = "method: proportions, event: {equals: NOT DONE}, desirable: false"
    answered.spec("method: ancova", event)
    answered.spec("kind: estimates", "kind: proportions")
    (said,) = [note for note in notes(answered) if "complete cases" in note]
    assert said.startswith("analyses.change uses the 5 of 6 subjects")
    assert said.endswith("; method repeated_binary uses what is known of them at other visits")
    answered.spec("desirable: false", "desirable: false, missing: event")
    assert [note for note in notes(answered) if "complete cases" in note] == []


def texts_alone(tiny: Tiny, options: str) -> None:
    """Stiffness in words, and a primary analysis of it."""
    for line in tiny.read("data/vas.csv").splitlines():
        if ",STIFF," in line:
            tiny.replace("data/vas.csv", line, re.sub(r"STIFF,\d+", "STIFF,NOT DONE", line))
    tiny.spec("    derived:\n      BOTH: {label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}\n", "")
    tiny.spec("{PARAMCD: PAIN}", "{PARAMCD: STIFF, value: AVAL}")
    tiny.spec("method: ancova", f"method: proportions, desirable: false, {options}")
    tiny.spec("kind: estimates", "kind: proportions")


def test_a_threshold_of_texts_is_refused_as_the_run_would(answered: Tiny) -> None:
    texts_alone(answered, "event: {at_least: 1}")
    assert answered.check().lines == [
        "analyses.change.event: `at_least: 1` is of numbers, and no record of STIFF has one: its results are `NOT "
        "DONE` (say `equals`, or `numbers` of the parameter)"
    ]


def test_a_covariate_that_nobody_has_is_refused_in_a_primary_analysis_and_noted_elsewhere(answered: Tiny) -> None:
    texts_alone(answered, "event: {equals: NOT DONE}, adjusted: [BASE]")
    said = (
        "analyses.change.adjusted: BASE, the value of STIFF at baseline, has no number at Baseline, and nothing is "
        "estimated with it: leave it out"
    )
    found = answered.check()
    assert (found.lines, found.places[0].rpartition(":")[0]) == ([said], TRIAL_FILE)
    answered.spec("role: primary", "role: exploratory")
    assert said in notes(answered)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("margin: {value: 1000, justification: none}", "`value: 1000` is of percentage points, and shares never"),
        ("margin: {value: 0.1, justification: none}", "less than one of them: is 10 meant?"),
        ("margin: {value: 10, scale: ratio, justification: none}", "lets the ratio be 10-fold: is a number such as"),
        ("margin: {value: 10, justification: none}", ""),
        ("event: {at_most: 400}", "`at_most: 400`, and Pain is 0 to 100: everybody with a value has the event"),
        ("event: {above: 100}", "`above: 100`, and Pain is 0 to 100: nobody can have the event"),
        ("event: {above: 99}", ""),
    ],
)
def test_margins_and_thresholds_out_of_proportion_are_noted(answered: Tiny, options: str, said: str) -> None:
    event = "" if options.startswith("event") else "event: {above: 40}, "
    answered.spec("{PARAMCD: PAIN}", "{PARAMCD: PAIN, value: AVAL}")
    answered.spec("method: ancova", f"method: proportions, desirable: false, {event}{options}")
    answered.spec("kind: estimates", "kind: proportions")
    assert [said in note for note in notes(answered)] == [True] * bool(said)


def test_counts_that_are_left_out_are_noted(answered: Tiny) -> None:
    """The time of 003 at Week 8 is none."""
    answered.replace("data/subjects.csv", "003,L,2024-01-10,47,M", "003,L,2024-01-10,0,M")
    answered.spec("AGE: {column: age, type: number, range: [18, 90]}", "AGE: {column: age, type: number}")
    answered.spec("{PARAMCD: PAIN}", "{PARAMCD: PAIN, value: AVAL}")
    answered.spec("method: ancova", "method: recorded_counts, covariates: [BASE], time: {variable: AGE, unit: weeks}")
    answered.spec("kind: estimates", "kind: counts")
    assert [note for note in notes(answered) if "leaves out" in note] == [
        f"analyses.change leaves out 1 of the 6 counts of PAIN at {visit}: time in which it was counted not above 0 "
        "(1): 003"
        for visit in ("Week 4", "Week 8")
    ]


SUBJECTS = [f"{number:03d},{'LS'[number % 2]},2024-01-15,60,{'M' if number == 7 else 'F'}" for number in range(7, 21)]


def test_equal_weights_over_a_rare_level_are_noted(answered: Tiny) -> None:
    """All but one of 20 subjects are women, and the LS mean gives the man as much weight as all of them."""
    for subject in ("002", "003", "006"):
        text = answered.read("data/subjects.csv")
        line = next(line for line in text.splitlines() if line.startswith(subject))
        answered.write("data/subjects.csv", text.replace(line, f"{line[:-1]}F"))
    answered.add("data/subjects.csv", *SUBJECTS)
    for line in SUBJECTS:
        for visit, day, value in (("V0", "01-15", 60), ("V1", "02-12", 50), ("V2", "03-11", 40)):
            answered.add("data/vas.csv", f"{line[:3]},{visit},2024-{day},PAIN,{value},mm")
    answered.spec("role: primary", "role: primary, covariates: [BASE, SEX]")
    said = [note for note in notes(answered) if "weigh" in note]
    assert said == [
        "analyses.change: LS means weigh the 2 levels of SEX alike, and Male has 5% of the subjects: they may lie far "
        "from the raw means (`weights: observed` weighs levels as they occur)"
    ]
    answered.spec("covariates: [BASE, SEX]", "covariates: [BASE, SEX], weights: observed")
    assert [note for note in notes(answered) if "weigh" in note] == []


def test_a_trial_without_estimands_is_told_what_it_lacks(tiny: Tiny) -> None:
    text = tiny.read(TRIAL_FILE)
    tiny.write(TRIAL_FILE, text[: text.index("estimands:")])
    assert notes(tiny) == ["no estimand is declared: the report compares no arms in a primary result (say `estimands`)"]


def of_occurrences(tiny: Tiny) -> list[str]:
    return [note.split(",")[0] for note in notes(tiny) if note.startswith("occurrences.")]


def test_an_occurrence_that_the_standard_set_does_not_know_is_noted(tiny: Tiny) -> None:
    short = TRIAL[: TRIAL.index("analyses:")]
    tiny.write(TRIAL_FILE, short)
    assert of_occurrences(tiny) == []
    tiny.write(TRIAL_FILE, short.replace("AETERM", "WHAT"))
    assert of_occurrences(tiny) == ["occurrences.adae is in no analysis"]
    counted = "  SEENFL: {label: With an event, occurrence: {dataset: adae, at_least: 1}}\n\ndatasets:\n"
    tiny.spec("\ndatasets:\n", counted)
    assert of_occurrences(tiny) == []


def test_who_declares_analyses_knows_what_none_is_about(tiny: Tiny) -> None:
    assert of_occurrences(tiny) == []
    tiny.write(TRIAL_FILE, f"displays: standard\n{TRIAL.replace('AETERM', 'WHAT')}")
    assert of_occurrences(tiny) == ["occurrences.adae is in no analysis"]
