"""Variables that cannot both be true: found, listed, never put right."""

from __future__ import annotations

import pytest

from tests.adam.saying import checked
from tests.tiny import SUBJECTS, TRIAL_FILE, Tiny, listed
from trialstats.adam.messages import what_is_done

COLUMNS = "      AETERM: {column: term}\n"
KEEP = "(to use such records as they are and list them, say `problems: {contradiction: keep}` in the trial file)"


def event(tiny: Tiny, **said: str) -> None:
    """One adverse event of subject 003, with these variables, each in a column of its name in small letters."""
    tiny.spec(COLUMNS, COLUMNS + "".join(f"      {name}: {{column: {name.lower()}}}\n" for name in said))
    names, values = ",".join(name.lower() for name in said), ",".join(said.values())
    tiny.write("data/events.csv", f"id,term,severity,start,{names}\n003,stroke,2,2024-02-01,{values}\n")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"AESER": "N", "AESDTH": "Y"}, "aesdth = Y, but aeser = N"),  # before: `Serious: 0`, and no word
        ({"AESER": "No", "AESHOSP": "yes"}, "aeshosp = yes, but aeser = No"),
        ({"AESER": "N", "AEOUT": "FATAL"}, "aeout = FATAL, but aeser = N"),
        ({"AESDTH": "N", "AEOUT": "Fatal"}, "aeout = Fatal, but aesdth = N"),
        ({"AESDTH": "Y", "AEOUT": "RECOVERED/RESOLVED"}, "aesdth = Y, but aeout = RECOVERED/RESOLVED"),
        ({"AESER": "Y", "AESDTH": "Y", "AEOUT": "FATAL"}, None),
        ({"AESER": "N", "AESDTH": "N", "AEOUT": "RECOVERED/RESOLVED"}, None),
        ({"AESER": "", "AESDTH": "Y"}, None),  # what is blank contradicts nothing
        ({"AESDTH": "Y", "AEOUT": "UNKNOWN"}, None),
        ({"AESER": "N", "AEDEATH": "Y"}, None),  # not a name of CDISC's
    ],
)
def test_an_event_that_says_two_things(tiny: Tiny, said: dict[str, str], found: str | None) -> None:
    event(tiny, **said)
    assert checked(tiny) == ([f"data/events.csv, line 2: {found} (subject 003)"] if found else [])


def test_levels_are_compared_by_their_names(tiny: Tiny) -> None:
    event(tiny, AESER="2", AESDTH="1")
    for name in ("AESER", "AESDTH"):
        declared = f"{name}: {{column: {name.lower()}"
        tiny.spec(f"{declared}}}", f'{declared}, type: category, codes: {{Yes: "1", No: "2"}}}}')
    assert checked(tiny) == ["data/events.csv, line 2: aesdth = Yes, but aeser = No (subject 003)"]


def test_it_is_excused_by_its_own_word_and_used_as_it_is(tiny: Tiny) -> None:
    event(tiny, AESER="N", AESDTH="Y")
    assert tiny.check().lines[-1] == KEEP
    tiny.fates(contradiction="keep")
    mapped = tiny.mapped("adae")
    assert listed(mapped, "adae", "kind", "fate", "value") == [("contradiction", "keep", "Y")]
    assert mapped["adae"].records[["AESER", "AESDTH"]].values.tolist() == [["N", "Y"]]
    tiny.spec("contradiction: keep", "contradiction: exclude")
    assert tiny.mapped("adae")["adae"].records[["AESER", "AESDTH"]].isna().all(axis=None)


def test_deaths_of_subjects(tiny: Tiny) -> None:
    """003 is dead and is not; 002 completed the trial a week after the death; 001 died after completing it."""
    header = "died,dead,end,on"
    ends = ["2024-05-01,Y,done,2024-03-01", "2024-03-01,,done,2024-03-08", "2024-03-01,N,adverse event,2024-03-01"]
    rows = [f"{row},{end}" for row, end in zip(SUBJECTS.splitlines(), [header, *ends, *[",,done,"] * 3], strict=True)]
    tiny.write("data/subjects.csv", "\n".join([*rows, ""]))
    tiny.spec("covariates:\n", "covariates:\n  DTHDT: {column: died, type: date}\n  DTHFL: {column: dead}\n")
    tiny.add(TRIAL_FILE, "disposition: {source: subjects, reason: end, completed: done, date: {column: on}}")
    assert checked(tiny) == [
        "data/subjects.csv, line 3: died = 2024-03-01, but completed the trial on 2024-03-08 (subject 002)",
        "data/subjects.csv, line 4: died = 2024-03-01, but dead = N (subject 003)",
    ]


def test_an_end_before_day_1_is_said(tiny: Tiny) -> None:
    """002 was randomised on 2024-01-08. Before, the follow-up was `not known`, and nobody was told."""
    tiny.spec("  sf36:\n    file", "  stopped: {file: data/stopped.csv, subject: id}\n  sf36:\n    file")
    tiny.write("data/stopped.csv", "id,why,on\n002,lost,2023-12-18\n003,lost,2024-02-18\n")
    tiny.add(TRIAL_FILE, "disposition: {source: stopped, reason: why, date: {column: on}}")
    assert checked(tiny) == ["data/stopped.csv, line 2: on = 2023-12-18, before RANDDT = 2024-01-08 (subject 002)"]


def test_a_date_of_randomisation_without_an_arm(tiny: Tiny) -> None:
    """003 would be in no population, like who was screened only: its records are excused, it is not."""
    tiny.replace("data/subjects.csv", "003,L,", "003,,")
    tiny.add("data/subjects.csv", "007,,,50,F")  # screened only
    tiny.fates(not_randomised="exclude")
    assert checked(tiny) == ["data/subjects.csv, line 4: randomised = 2024-01-10, but arm is blank (subject 003)"]
    tiny.spec("problems: {", "problems: {contradiction: exclude, ")
    adsl = tiny.mapped("adpain")["adsl"].records.set_index("USUBJID")
    assert adsl["RANDDT"].isna().to_dict() == {n: n in ("003", "007") for n in adsl.index}
    assert adsl.loc["003", "RANDFL"] == "N"


def test_an_arm_without_a_date_of_randomisation(tiny: Tiny) -> None:
    tiny.replace("data/subjects.csv", "003,L,2024-01-10", "003,L,")
    assert checked(tiny) == ["data/subjects.csv, line 4: arm = L, but randomised is blank (subject 003)"]
    assert KEEP in tiny.check().lines
    tiny.fates(contradiction="keep")
    mapped = tiny.mapped("adpain")
    assert listed(mapped, "adsl", "kind", "fate", "subject") == [("contradiction", "keep", "003")]
    tiny.spec("contradiction: keep", "contradiction: exclude")  # nobody leaves the trial because a date is not known
    assert tiny.mapped("adpain")["adsl"].records["RANDFL"].eq("Y").all()


def test_a_treatment_without_an_arm_and_an_arm_that_was_never_treated(tiny: Tiny) -> None:
    tiny.spec(
        "    RANDDT: {column: randomised}\n  day_one: RANDDT", "    TRTSDT: {column: randomised}\n  day_one: TRTSDT"
    )
    tiny.replace("data/subjects.csv", "003,L,", "003,,")
    tiny.replace("data/subjects.csv", "004,S,2024-01-12", "004,S,")
    tiny.fates(not_randomised="exclude", outside_window="keep")
    assert checked(tiny) == ["data/subjects.csv, line 4: randomised = 2024-01-10, but arm is blank (subject 003)"]


def test_what_excusing_does_is_said(tiny: Tiny) -> None:
    """An end before its start becomes missing, and the event stays: no record is left out."""
    columns = "      ASTDT: {column: start, type: date}\n"
    tiny.spec(columns, columns + "      AENDT: {column: end, type: date}\n")
    tiny.write("data/events.csv", "id,term,severity,start,end\n003,stroke,2,2024-02-01,2024-01-30\n")
    blanked = "make such values missing (their records stay)"
    assert tiny.check().lines[1:] == [
        f"(to {blanked} and list them, say `problems: {{end_before_start: exclude}}` in the trial file)"
    ]
    assert what_is_done({"out_of_range": {False}, "end_before_start": {False}, "contradiction": {True}}) == (
        "leave such records out (out_of_range), make such values missing (their records stay) (end_before_start), "
        "use such records as they are (contradiction)"
    )
    assert what_is_done({"bad_date": {True, False}, "unknown_visit": {False}}) == (
        "leave such records out (bad_date, unknown_visit), make such values missing (their records stay) (bad_date)"
    )
