"""Who had an intercurrent event, when, and which visit is the first that it affects: the tiny trial, by hand.

Its visits were made 0, 28 and 56 days after randomisation, all of them; Week 8 is the last.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.tiny import Tiny
from trialstats.adam.intercurrent.events import build_events
from trialstats.adam.intercurrent.first_visit import attended, with_first_visits
from trialstats.adam.intercurrent.flags import record_flags

EXPOSURE = """\
id,day,attended
001,2024-01-05,Y
001,2024-02-20,Y
002,2024-01-08,Y
002,2024-01-20,Y
003,2024-01-10,Y
003,2024-02-28,N
004,2024-01-12,Y
004,2024-03-01,Y
006,2024-01-16,Y
006,2024-02-25,Y
"""


def declare(tiny: Tiny, events: str, more: str = "") -> None:
    tiny.spec("estimands:\n", f"intercurrent_events:\n  {events}\n{more}\nestimands:\n")


def events(tiny: Tiny, dataset: str = "") -> pd.DataFrame:
    """Give the events with the first visit affected by the days of a dataset, or of the trial as a whole."""
    trial = tiny.load()
    records = {name: made.records for name, made in tiny.mapped().items()}
    adsl = tiny.adam()["adsl"]
    dated = [records[name] for name in (trial.dating(dataset) if dataset else trial.dating_visits)]
    return with_first_visits(build_events(trial, records, adsl), trial, dated, adsl)


def rows(tiny: Tiny, dataset: str = "") -> list[tuple[Any, ...]]:
    """Give subject, day, visit and reason; blanks are None."""
    found = events(tiny, dataset)[["USUBJID", "ASTDY", "AVISIT", "ICEREAS"]]
    return [
        tuple(None if pd.isna(value) else value for value in row) for row in found.itertuples(index=False, name=None)
    ]


def add_exposure(tiny: Tiny) -> None:
    tiny.write("data/exposure.csv", EXPOSURE)
    tiny.spec(
        "  events: {file: data/events.csv, subject: id}\n",
        "  events: {file: data/events.csv, subject: id}\n  exposure: {file: data/exposure.csv, subject: id}\n",
    )
    tiny.spec(
        "estimands:\n",
        "  adex:\n    source: exposure\n    columns:\n      ASTDT: {column: day, type: date}\n"
        "      EXATTFL: {column: attended, type: category, codes: {Y: Y, N: N}}\n\nestimands:\n",
    )


def add_disposition(tiny: Tiny, *lines: str) -> None:
    tiny.write("data/end.csv", "\n".join(["id,reason,date", *lines, ""]))
    tiny.spec("  sf36:\n    file", "  end: {file: data/end.csv, subject: id}\n  sf36:\n    file")
    tiny.spec("populations:\n", "disposition: {source: end, reason: reason, date: {column: date}}\n\npopulations:\n")


def test_the_last_record_lies_too_early(tiny: Tiny) -> None:
    """002 stopped after 12 days, 003 after its first day (it did not attend the second time), 005 never began."""
    add_exposure(tiny)
    declare(tiny, "stopped: {label: Stopped, last: {occurrence: adex, where: {EXATTFL: Y}, before_day: 36}}")
    assert rows(tiny) == [
        ("002", 14, "Week 4", None),  # the day after day 13
        ("003", 2, "Week 4", None),
        ("005", 1, "Week 4", None),
    ]


def test_the_first_record_of_an_occurrence(tiny: Tiny) -> None:
    """Headache: 001 on day 16; 003 on day 33, after Week 4 (day 29), so that Week 8 is the first visit affected."""
    declare(tiny, "ache: {label: Headache, occurrence: adae, where: {AETERM: headache}, reason: AESEV}")
    assert rows(tiny) == [("001", 16, "Week 4", "Mild"), ("003", 33, "Week 8", "Mild")]


def test_a_visit_on_the_day_of_the_event_is_not_affected(tiny: Tiny) -> None:
    tiny.replace("data/events.csv", "001,headache,1,2024-01-20", "001,headache,1,2024-02-02")  # the day of Week 4
    declare(tiny, "ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}")
    assert rows(tiny)[0] == ("001", 29, "Week 8", None)


def test_a_visit_that_nobody_made_lies_at_its_target(tiny: Tiny) -> None:
    """Week 4 of 001 was to be on day 29, 2 February: the event of the day before affects it, that of the day not."""
    tiny.remove("data/vas.csv", "001,V1")
    declare(tiny, "ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}")
    tiny.replace("data/events.csv", "001,headache,1,2024-01-20", "001,headache,1,2024-02-01")
    assert rows(tiny)[0] == ("001", 28, "Week 4", None)
    tiny.replace("data/events.csv", "001,headache,1,2024-02-01", "001,headache,1,2024-02-02")
    assert rows(tiny)[0] == ("001", 29, "Week 8", None)


def test_a_visit_made_late_lies_where_it_was_made(tiny: Tiny) -> None:
    """Week 4 of 001 was made on day 34: the event of day 31 came before it, though after its target."""
    tiny.write("data/vas.csv", tiny.read("data/vas.csv").replace("001,V1,2024-02-02", "001,V1,2024-02-07"))
    tiny.replace("data/events.csv", "001,headache,1,2024-01-20", "001,headache,1,2024-02-04")
    declare(tiny, "ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}")
    assert rows(tiny)[0] == ("001", 31, "Week 4", None)


def test_each_dataset_dates_its_own_visits(tiny: Tiny) -> None:
    """Of 001 pain at Week 4 was measured on day 29, the questionnaire filled in on day 32; the event is of day 30."""
    source = tiny.read("config/trials/tiny.yaml").partition("  vas:\n")[2].partition("  sf36:\n")[0]
    tiny.spec("  sf36:\n    file", f"  later:\n{source.replace('data/vas.csv', 'data/later.csv')}  sf36:\n    file")
    tiny.write("data/later.csv", tiny.read("data/vas.csv").replace("001,V1,2024-02-02", "001,V1,2024-02-05"))
    parameters = (
        "    parameters: {LATE: {label: Late, name: PAIN, unit: mm}, OTHER: {label: Other, name: STIFF, unit: mm}}\n"
    )
    tiny.spec("  adqs:\n", f"  adlate:\n    source: later\n{parameters}  adqs:\n")
    tiny.replace("data/events.csv", "001,headache,1,2024-01-20", "001,headache,1,2024-02-03")
    declare(tiny, "ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}")
    assert rows(tiny, "adpain")[0] == rows(tiny)[0] == ("001", 30, "Week 8", None)
    assert rows(tiny, "adlate")[0] == ("001", 30, "Week 4", None)


def test_a_dataset_without_days_takes_those_of_the_estimands(tiny: Tiny) -> None:
    declare(tiny, "ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}")
    trial = tiny.load()
    assert (trial.dating("adpain"), trial.has_days("adpain")) == (["adpain"], True)
    assert (trial.dating("adqs"), trial.has_days("adqs")) == (["adpain"], False)


def test_a_record_carried_forward_is_no_visit() -> None:
    """43 subjects of the CDISC pilot had such rows at visits after their last dose, dated before it."""
    days = pd.to_datetime(["2024-02-01", "2024-02-01", "2024-03-01"])
    rows = pd.DataFrame({"USUBJID": ["1"] * 3, "AVISIT": ["Week 4", "Week 8", "Week 8"], "ADT": days})
    made = attended(rows.assign(DTYPE=[None, "LOCF", ""]))
    assert list(made.itertuples(index=False, name=None)) == [("1", "Week 4", days[0]), ("1", "Week 8", days[2])]
    assert len(attended(rows)) == 3


def test_visits_without_a_target_are_told(tiny: Tiny) -> None:
    declare(tiny, "left: {label: Left, date: LEFTDT}")
    lines = tiny.read("data/subjects.csv").splitlines()
    left = {"002": "2024-02-20"}
    tiny.write(
        "data/subjects.csv", "\n".join([f"{lines[0]},left", *(f"{x},{left.get(x[:3], '')}" for x in lines[1:]), ""])
    )
    tiny.spec("covariates:\n", "covariates:\n  LEFTDT: {column: left, type: date}\n")
    tiny.spec("AVISITN: 8, target: 57, window: [50, 64]", "AVISITN: 8")
    rows_of = [line for line in tiny.read("data/vas.csv").splitlines() if not line.startswith("002,V2")]
    tiny.write("data/vas.csv", "\n".join([*rows_of, ""]))
    assert "without `target` nobody knows when Week 8 was to be" in tiny.check().out


def test_an_event_after_the_last_visit_affects_none(tiny: Tiny) -> None:
    tiny.replace("data/events.csv", "001,headache,1,2024-01-20", "001,headache,1,2024-04-20")
    declare(tiny, "ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}")
    assert rows(tiny)[0] == ("001", 107, None, None)


def test_what_lies_before_day_one_is_no_event(tiny: Tiny) -> None:
    """Then the first record after it is."""
    tiny.replace("data/events.csv", "003,headache,1,2024-02-11", "003,headache,1,2024-01-09")
    tiny.replace("data/events.csv", "001,headache,1,2024-01-20", "001,headache,1,2024-01-04\n001,headache,1,2024-02-03")
    declare(tiny, "ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}")
    assert rows(tiny) == [("001", 30, "Week 8", None)]


@pytest.mark.parametrize("least", [3, 4])
def test_only_what_lasted_long_enough(tiny: Tiny, least: int) -> None:
    """From start to end, both included: 001 three days, 003 one."""
    tiny.write(
        "data/events.csv",
        "id,term,severity,start,end\n001,ache,1,2024-01-20,2024-01-22\n003,ache,1,2024-02-11,2024-02-11\n",
    )
    tiny.spec(
        "      ASTDT: {column: start, type: date}\n",
        "      ASTDT: {column: start, type: date}\n      AENDT: {column: end, type: date}\n",
    )
    declare(tiny, f"ache: {{label: Ache, occurrence: adae, at_least_days: {least}}}")
    assert rows(tiny) == ([("001", 16, "Week 4", None)] if least == 3 else [])


def test_leaving_the_trial_for_some_reasons(tiny: Tiny) -> None:
    add_disposition(tiny, "002,lack of efficacy,2024-02-20", "005,moved,2024-01-25")
    declare(tiny, "left: {label: Left, disposition: true}")
    assert rows(tiny) == [("002", 44, "Week 8", "lack of efficacy"), ("005", 11, "Week 4", "moved")]
    tiny.spec("disposition: true}", "disposition: true, reasons: [lack of efficacy]}")
    assert rows(tiny) == [("002", 44, "Week 8", "lack of efficacy")]


def test_a_status_its_date_and_the_date_alone(tiny: Tiny) -> None:
    lines = tiny.read("data/subjects.csv").splitlines()
    died = {"002": "Y,2024-02-20", "004": "Y,2024-01-20"}
    tiny.write(
        "data/subjects.csv",
        "\n".join([f"{lines[0]},dead,died", *(f"{x},{died.get(x[:3], 'N,')}" for x in lines[1:]), ""]),
    )
    tiny.spec("covariates:\n", "covariates:\n  DTHFL: {column: dead}\n  DTHDT: {column: died, type: date}\n")
    declare(tiny, "death: {label: Death, variable: DTHFL, equals: Y, date: DTHDT}\n  dated: {label: Died, date: DTHDT}")
    assert rows(tiny) == [*(("002", 44, "Week 8", None),) * 2, *(("004", 9, "Week 4", None),) * 2]


def test_the_first_visit_affected_as_a_column(tiny: Tiny) -> None:
    """By name or code; such an event has no date."""
    switches = {"001": "V2", "003": "Week 4"}
    lines = tiny.read("data/subjects.csv").splitlines()
    tiny.write(
        "data/subjects.csv",
        "\n".join([f"{lines[0]},switch", *(f"{x},{switches.get(x[:3], '')}" for x in lines[1:]), ""]),
    )
    tiny.spec("covariates:\n", "covariates:\n  SWITCHVS: {column: switch}\n")
    declare(tiny, "switch: {label: Switched, visit: SWITCHVS}")
    assert rows(tiny) == [("001", None, "Week 8", None), ("003", None, "Week 4", None)]
    tiny.write("data/subjects.csv", tiny.read("data/subjects.csv").replace(",V2", ",V9"))
    assert "SWITCHVS = V9 (subject 001) is neither name nor code of a visit" in tiny.check().err


def test_what_is_missing_after_the_last_value(tiny: Tiny) -> None:
    """001 has nothing at Week 8, 002 nothing at Week 4 alone, 003 nothing after baseline, 004 stiffness alone."""
    tiny.remove("data/vas.csv", "001,V2", "002,V1", "003,V1", "003,V2")
    text = tiny.read("data/vas.csv").splitlines(keepends=True)
    tiny.write("data/vas.csv", "".join(line for line in text if not (line.startswith("004,V2") and ",PAIN," in line)))
    declare(tiny, "dropout: {label: Dropout, missing_from: adpain}")
    assert rows(tiny) == [("001", None, "Week 8", None), ("003", None, "Week 4", None), ("004", None, "Week 8", None)]
    tiny.spec("missing_from: adpain", "missing_from: adpain, parameter: STIFF")
    assert rows(tiny) == [("001", None, "Week 8", None), ("003", None, "Week 4", None)]


def test_the_dataset_has_its_variables(tiny: Tiny) -> None:
    declare(tiny, "ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}")
    found = events(tiny)
    assert list(found.columns) == [
        "STUDYID", "USUBJID", "TRT01P", "ICE", "ICETERM", "ASTDT", "ASTDY", "AVISIT", "AVISITN", "ICEREAS",
    ]  # fmt: skip
    assert found.loc[0, ["STUDYID", "TRT01P", "ICE", "ICETERM", "AVISITN"]].tolist() == [
        "TINY-01", "Laser", "ache", "Headache", 4,
    ]  # fmt: skip


def test_each_record_is_before_at_or_after_each_event(tiny: Tiny) -> None:
    """001: headache on the very day of Week 4, itching on day 40; others have neither."""
    tiny.replace("data/events.csv", "001,headache,1,2024-01-20", "001,headache,1,2024-02-02\n001,itching,1,2024-01-22")
    declare(
        tiny,
        "ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}\n"
        "  itch: {label: Itching, occurrence: adae, where: {AETERM: itching}}",
    )
    flagged = record_flags(tiny.adam()["adpain"], events(tiny), tiny.load())
    pain = flagged[flagged["PARAMCD"] == "PAIN"].set_index(["USUBJID", "AVISIT"])
    assert pain.loc["001", "ICE01"].tolist() == ["BEFORE", "AT", "AFTER"]
    assert pain.loc["001", "ICE02"].tolist() == ["BEFORE", "AFTER", "AFTER"]
    assert pain.loc["002", ["ICE01", "ICE02"]].isna().all(axis=None)
    assert list(flagged.columns[-3:]) == ["SRCLINE", "ICE01", "ICE02"]


def test_the_order_of_rows_and_the_names_of_arms_change_nothing(tiny: Tiny) -> None:
    add_exposure(tiny)
    declare(
        tiny,
        "ache: {label: Headache, occurrence: adae}\n"
        "  stopped: {label: Stopped, last: {occurrence: adex, where: {EXATTFL: Y}, before_day: 36}}",
    )
    before = events(tiny)
    for name in ("events", "exposure", "subjects", "vas"):
        head, *lines = tiny.read(f"data/{name}.csv").splitlines()
        tiny.write(f"data/{name}.csv", "\n".join([head, *reversed(lines), ""]))
    pd.testing.assert_frame_equal(events(tiny), before)
    tiny.spec(
        "  Laser: {codes: L}\n  Sham: {codes: S, role: reference}",
        "  Laser: {codes: S}\n  Sham: {codes: L, role: reference}",
    )
    after = events(tiny)
    assert after["TRT01P"].tolist() == [{"Laser": "Sham", "Sham": "Laser"}[arm] for arm in before["TRT01P"]]
    pd.testing.assert_frame_equal(after.drop(columns="TRT01P"), before.drop(columns="TRT01P"))
