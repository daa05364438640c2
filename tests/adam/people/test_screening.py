"""Why people were not randomised: a column of the subjects file or of another, or counts where no data tell."""

from __future__ import annotations

import pytest

from tests.tiny import SUBJECTS, Tiny

DECLARED = "\npopulations:\n"


def screened(tiny: Tiny, said: str, reasons: tuple[str, ...] = ("Declined", "")) -> None:
    """Add two people without an arm to the subjects file, with these reasons; and say how it is told."""
    rows = [f"{line},{'' if number else 'why'}" for number, line in enumerate(SUBJECTS.splitlines())]
    more = [f"{101 + number},,,50,F,{reason}" for number, reason in enumerate(reasons)]
    tiny.write("data/subjects.csv", "\n".join([*rows, *more, ""]))
    tiny.spec(DECLARED, f"\nscreening: {said}\n{DECLARED}")


def test_the_reason_stands_in_adsl_of_those_without_an_arm(tiny: Tiny) -> None:
    screened(tiny, "{reason: why}")
    adsl = tiny.adam("adpain")["adsl"].set_index("USUBJID")
    assert adsl.loc["101", "NRANDRS"] == "Declined"
    assert adsl["NRANDRS"].notna().sum() == 1


def test_another_source_tells_the_reason(tiny: Tiny) -> None:
    screened(tiny, "{source: screening, reason: outcome}")
    tiny.write("data/screening.csv", "id,outcome\n101,Not eligible\n102,Declined\n")
    tiny.spec("sources:\n", "sources:\n  screening: {file: data/screening.csv, subject: id}\n")
    adsl = tiny.adam("adpain")["adsl"].set_index("USUBJID")
    assert adsl.loc[["101", "102"], "NRANDRS"].tolist() == ["Not eligible", "Declined"]


def test_a_reason_of_who_was_randomised_is_noted(tiny: Tiny) -> None:
    screened(tiny, "{reason: why}")
    tiny.replace("data/subjects.csv", "54,F,", "54,F,Declined")
    said = "data/subjects.csv: 1 randomised subject has a reason not to be (why), which counts nowhere (001)"
    assert said in tiny.check().out
    assert tiny.adam("adpain")["adsl"].set_index("USUBJID")["NRANDRS"].notna().sum() == 1


def test_counts_that_do_not_add_up_are_found_before_the_run(tiny: Tiny) -> None:
    tiny.spec("  change: {method", "  flow: {method: flow}\n  change: {method")
    tiny.spec(DECLARED, f"\nscreening: {{assessed: 20, not_randomised: {{Declined: 13}}}}\n{DECLARED}")
    outcome = tiny.check()
    assert outcome.code == 3
    said = (
        "screening: 20 assessed are not the 13 not randomised (Declined 13) and the 6 randomised of the subjects file"
    )
    assert said in outcome.err


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("{assessed: 20}", "give `reason`, a column, or both `assessed` and `not_randomised`, counts"),
        ("{reason: why, assessed: 20}", "give either `reason`, a column, or `assessed` and `not_randomised`, counts"),
        ("{source: vas, assessed: 7, not_randomised: {No: 1}}", "`source` goes with `reason`, a column of it"),
        ("{reason: why, source: vsa}", "screening.source = vsa is not a known source (did you mean `vas`?)"),
    ],
)
def test_what_cannot_be_meant(tiny: Tiny, said: str, wrong: str) -> None:
    tiny.spec(DECLARED, f"\nscreening: {said}\n{DECLARED}")
    (problem,) = tiny.spec_problems()
    assert wrong in problem


def test_names_of_the_flow_that_lead_nowhere(tiny: Tiny) -> None:
    tiny.spec(
        "  change: {method", "  flow: {method: flow, received: SAFL, analyses: [chnge, summary]}\n  change: {method"
    )
    problems = "\n".join(tiny.spec_problems())
    assert "analyses.flow.received = SAFL is not a known population (did you mean `FASFL`?)" in problems
    assert "analyses.flow.analyses = chnge is not a known analysis (did you mean `change`?)" in problems
    assert "analyses.flow.analyses = summary answers no estimand; these do: change" in problems
