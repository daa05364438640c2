"""What a trial file says of intercurrent events that cannot be, in one clear message each."""

from __future__ import annotations

import pytest

from tests.tiny import TRIAL_FILE, Tiny

DAY = "{label: A, occurrence: adae}"


def problems(tiny: Tiny, event: str, strategy: str = "") -> list[str]:
    tiny.spec("estimands:\n", f"intercurrent_events:\n  event: {event}\n\nestimands:\n")
    if strategy:
        tiny.spec("    timepoint: Week 8\n", f"    timepoint: Week 8\n    intercurrent_events: {{event: {strategy}}}\n")
    return [problem.partition(": ")[2] for problem in tiny.spec_problems()]


EVENT = "intercurrent_events.event"
SOURCES = "`last`, `disposition`, `occurrence`, `variable`, `visit`, `date`, `missing_from`"
STRATEGY = "estimands.primary.intercurrent_events.event"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("{label: A}", f"{EVENT}: give one source, of {SOURCES}: it has none"),
        (
            "{label: A, occurrence: adae, missing_from: adpain}",
            f"{EVENT}: give one source, of {SOURCES}: it has `occurrence` and `missing_from`",
        ),
        ("{label: A, missing_from: adpain, at_least_days: 3}", f"{EVENT}: `at_least_days` goes with `occurrence`"),
        ("{label: A, variable: SEX}", f"{EVENT}: `variable` needs `equals`: the texts that mean that it happened"),
        (
            "{label: A, occurrence: adea}",
            f"{EVENT}.occurrence = adea is not a known dataset of `occurrences` (did you mean `adae`?)",
        ),
        (
            "{label: A, occurrence: adae, where: {AETREM: headache}}",
            f"{EVENT}.where.AETREM is not a known variable of adae (did you mean `AETERM`?)",
        ),
        (
            "{label: A, occurrence: adae, where: {AESEV: mild}}",
            f"{EVENT}.where.AESEV = mild is not a known level (did you mean `Mild`?)",
        ),
        (
            "{label: A, occurrence: adae, at_least_days: 3}",
            f"{EVENT}.end = AENDT is not a known variable of adae (did you mean `ASTDT`?)",
        ),
        (
            "{label: A, occurrence: adae, at_least_days: 3, days: AETERM}",
            f"{EVENT}.days = AETERM is of type text; it must be a number",
        ),
        (
            "{label: A, last: {occurrence: adae, before_day: 36, start: AETERM}}",
            f"{EVENT}.last.start = AETERM is of type text; it must be a date",
        ),
        ("{label: A, disposition: true}", f"{EVENT}.disposition needs `disposition`, which the file does not have"),
        (
            "{label: A, variable: SEXX, equals: Male}",
            f"{EVENT}.variable = SEXX is not a known variable of ADSL (did you mean `SEX`?)",
        ),
        ("{label: A, variable: SEX, equals: male}", f"{EVENT}.SEX = male is not a known level (did you mean `Male`?)"),
        ("{label: A, date: DTHDT}", f"{EVENT}.date = DTHDT is not a known date of ADSL (known: RANDDT)"),
        ("{label: A, visit: SWITCH}", f"{EVENT}.visit = SWITCH is not a known covariate (known: AGE, SEX)"),
        (
            "{label: A, missing_from: adpan}",
            f"{EVENT}.missing_from = adpan is not a known dataset (did you mean `adpain`?)",
        ),
        (
            "{label: A, missing_from: adpain, parameter: PAIM}",
            f"{EVENT}.parameter = PAIM is not a known parameter (did you mean `PAIN`?)",
        ),
        (
            "{label: A, occurrence: adae, reason: AETREM}",
            f"{EVENT}.reason = AETREM is not a known variable of its source or of ADSL (did you mean `AETERM`?)",
        ),
    ],
)
def test_an_event_that_cannot_be(tiny: Tiny, event: str, said: str) -> None:
    assert problems(tiny, event) == [said]


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        ("hypotetical", f"{STRATEGY}.strategy = hypotetical is not known (did you mean `hypothetical`?)"),
        (
            "composite",
            f"{STRATEGY} needs `value`, what stands at the visits affected: `worst`, `baseline`, `non-responder`, "
            "`rank below all`, or a number",
        ),
        (
            "{strategy: composite, value: worse}",
            f"{STRATEGY}.value: worse is none of worst, baseline, non-responder, rank below all, and no number",
        ),
        (
            "{strategy: hypothetical, value: 3}",
            f"{STRATEGY}: `value` goes with the strategy `composite`, and not with `hypothetical`",
        ),
        ("principal stratum", f"{STRATEGY} needs `flag`, the population of who is in the stratum"),
        (
            "{strategy: principal stratum, flag: STAYFL}",
            f"{STRATEGY}.flag = STAYFL is not a known population (known: ITTFL, FASFL)",
        ),
        (
            "{strategy: composite, value: non-responder}",
            "analyses.change.method = ancova cannot carry `composite (non-responder)`, which estimand primary asks for "
            "event: imputation of responders, responders, proportions, repeated_binary can",
        ),
        (
            "{strategy: composite, value: rank below all}",
            "analyses.change.method = ancova cannot carry `composite (rank below all)`, which estimand primary asks "
            "for event: ranks, ordinal can",
        ),
    ],
)
def test_a_strategy_that_cannot_be(tiny: Tiny, strategy: str, said: str) -> None:
    assert problems(tiny, DAY, strategy) == [said]


def test_a_model_of_whole_courses_has_no_one_value_at_the_timepoint(tiny: Tiny) -> None:
    tiny.spec("change: {method: ancova,", "change: {method: mmrm,")
    (said,) = problems(tiny, DAY, "while on treatment")
    assert said.startswith("analyses.change.method = mmrm cannot carry `while on treatment (last)`")
    assert "ancova" in said


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        (
            "{strategy: while on treatment, summary: mean}",
            "analyses.change.method = recorded_counts is of counts, and estimand primary takes the mean up to event, "
            "which is no count: `summary: last` takes the last of them",
        ),
        (
            "while on treatment",
            "analyses.change.time is of each record (ADT), and of the last count up to event it is that of another "
            "visit: give one `value`, or a variable of ADSL",
        ),
    ],
)
def test_of_counts_up_to_an_event_the_last_is_one(tiny: Tiny, strategy: str, said: str) -> None:
    tiny.spec(
        "change: {method: ancova,", "change: {method: recorded_counts, time: {unit: week, start: RANDDT, end: ADT},"
    )
    assert said in problems(tiny, DAY, strategy)


def test_the_worst_value_needs_a_direction(tiny: Tiny) -> None:
    tiny.spec("range: [0, 100], better: lower}", "range: [0, 100]}")
    assert problems(tiny, DAY, "{strategy: composite, value: worst}") == [
        f"{STRATEGY}.value = worst needs `better` of PAIN, which says which end is the worst"
    ]


def test_a_day_needs_visits_that_have_days(tiny: Tiny) -> None:
    tiny.spec("    date: {column: date}\n", "")
    for line in (", target: 29, window: [22, 36]", ", target: 57, window: [50, 64]"):
        tiny.spec(line, "")
    assert problems(tiny, DAY) == [
        f"{EVENT} has a day, and no visit has one: give visits a `target` or `window`, or a `date` to the source of "
        "adpain"
    ]


def test_the_dataset_of_events_has_its_name(tiny: Tiny) -> None:
    text = tiny.read("config/trials/tiny.yaml")
    tiny.write("config/trials/tiny.yaml", text.replace("adqs:", "adice:"))
    assert problems(tiny, DAY) == ["datasets.adice is the dataset of intercurrent events; take another name"]


def test_an_event_that_nobody_has_is_noted(tiny: Tiny) -> None:
    assert problems(tiny, "{label: Nausea, occurrence: adae, where: {AETERM: nausea}}", "hypothetical") == []
    assert "note: intercurrent event event (Nausea) happened to no subject" in tiny.check().err + tiny.check().out


def test_an_event_without_a_day_is_noted(tiny: Tiny) -> None:
    tiny.replace("data/events.csv", "001,headache,1,2024-01-20", "001,headache,1,")
    assert problems(tiny, "{label: A, occurrence: adae}", "hypothetical") == []
    done = tiny.check()
    assert (
        "note: 1 of 6 randomised subjects (001) has intercurrent event event without a date: it affects no visit"
    ) in done.err + done.out


ASKED = "estimands.primary.intercurrent_events"
IN_WORDS = "one that no data tell of says `in_words: true` beside its strategy"


def asked(tiny: Tiny, strategies: str) -> list[str]:
    tiny.spec("    timepoint: Week 8\n", f"    timepoint: Week 8\n    intercurrent_events:\n      {{{strategies}}}\n")
    return problems(tiny, DAY)


@pytest.mark.parametrize("strategy", ["hypothetical", "treatment policy"])
def test_an_event_that_is_declared_nowhere_is_an_error_with_its_line(tiny: Tiny, strategy: str) -> None:
    said = f"{ASKED}.evnt is not a known declared intercurrent event (did you mean `event`?); {IN_WORDS}"
    assert asked(tiny, f"evnt: {strategy}") == [said]
    lines = tiny.read(TRIAL_FILE).splitlines()
    place = next(number for number, line in enumerate(lines, start=1) if "evnt" in line)
    done = tiny.check()
    assert done.code == 2
    assert done.err.startswith(f"{TRIAL_FILE}:{place}: {said}")


def test_an_event_may_be_meant_in_words(tiny: Tiny) -> None:
    assert asked(tiny, "moving: {strategy: hypothetical, in_words: true}, event: hypothetical") == []
    done = tiny.check()
    assert done.code == 0
    assert "moving" not in done.err + done.out


def test_an_event_of_the_data_is_not_meant_in_words(tiny: Tiny) -> None:
    assert asked(tiny, "event: {strategy: hypothetical, in_words: true}") == [
        f"{ASKED}.event.in_words = true, and data tell of event, declared under `intercurrent_events`: leave it out"
    ]


def test_all_that_is_wrong_with_a_misspelt_event_is_told_at_once(tiny: Tiny) -> None:
    assert asked(tiny, "evnt: {strategy: principal stratum, flag: STAYFL}, event: {strategy: composite}") == [
        f"{ASKED}.event needs `value`, what stands at the visits affected: `worst`, `baseline`, `non-responder`, "
        "`rank below all`, or a number",
        f"{ASKED}.evnt is not a known declared intercurrent event (did you mean `event`?); {IN_WORDS}",
        f"{ASKED}.evnt.flag = STAYFL is not a known population (known: ITTFL, FASFL)",
    ]


def test_a_strategy_that_no_method_carries_is_told_of_a_misspelt_event_too(tiny: Tiny) -> None:
    found = asked(tiny, "evnt: {strategy: composite, value: non-responder}")
    assert [one.partition(" ")[0] for one in found] == [f"{ASKED}.evnt", "analyses.change.method"]


def test_events_of_a_file_that_declares_none_are_noted(tiny: Tiny) -> None:
    events = "{evnt: hypothetical, rescue: treatment policy, moving: {strategy: hypothetical, in_words: true}}"
    tiny.spec("    timepoint: Week 8\n", f"    timepoint: Week 8\n    intercurrent_events: {events}\n")
    done = tiny.check()
    assert done.code == 0
    assert (
        "note: estimands.primary.intercurrent_events: evnt is not declared under `intercurrent_events` of the file, so "
        "that the data do not follow the strategy"
    ) in done.err + done.out


IMPUTATION = """\
  filled:
    method: tipping_point
    estimand: primry
    visits: Week 9
    parameters: PAIM
    strategy: {Lasr: J2R}
    strategies: {evnt: {Shan: CR}}
    covariates: [BAES]
    analysis: {method: ancova, covariates: [AEG]}
    delta: {Lazer: [0, 10]}
    delta_events: evnet
    at: Week 7
"""


def test_every_misspelt_name_of_one_analysis_is_told_at_once(tiny: Tiny) -> None:
    tiny.spec("\nanalyses:\n", f"\nanalyses:\n{IMPUTATION}")
    found = problems(tiny, DAY)
    wrong = ("primry", "Week 9", "PAIM", "Lasr", "evnt", "Shan", "BAES", "AEG", "Lazer", "evnet", "Week 7")
    assert {word for word in wrong for one in found if f" = {word} is not a known " in one} == set(wrong)
