"""The flow of participants counted a second time, from the raw lines of the built-in trial, without the program."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest

from tests.methods.contract.trial import EVERY, ROOT, Tried

Line = Mapping[str, str]
ARM = {"L": "DTLT", "H": "DTLT twice", "S": "Sham", "": ""}
LAST_DAY = 36  # who attended no session from this day on stopped treatment


def lines(name: str) -> list[Line]:
    with (ROOT / "data" / "laser" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def part() -> dict[str, Line]:
    """Take every so many subject, and call every second of the treated treated twice, as `Tried` does."""
    taken = lines("subjects")[::EVERY]
    treated = [one["patient_id"] for one in taken if one["arm"] == "L"]
    twice = set(treated[::2])
    return {one["patient_id"]: {**one, "arm": "H" if one["patient_id"] in twice else one["arm"]} for one in taken}


@pytest.fixture(scope="module")
def counted(tried: Tried) -> dict[tuple[str, ...], float]:
    rows = tried.run("flow").rows
    keys = rows[["ARM", "variable", "group", "level"]].fillna("")
    return dict(zip(map(tuple, keys.to_numpy().tolist()), rows["count"], strict=True))


def test_enrolment_and_disposition(counted: dict[tuple[str, ...], float]) -> None:
    people = part()
    arms = Counter(ARM[one["arm"]] for one in people.values())
    assert counted["All", "ASSESSED", "", ""] == len(people)
    assert counted["All", "NOTRAND", "", ""] == arms[""] > 0
    stopped = Counter(
        (ARM[people[one["patient_id"]]["arm"]], one["reason"])
        for one in lines("discontinuation")
        if one["patient_id"] in people and people[one["patient_id"]]["arm"]
    )
    attended = {one["patient_id"] for one in lines("sessions") if one["attended"] == "Y"}
    for arm in ("DTLT", "DTLT twice", "Sham"):
        own = {name for name, one in people.items() if ARM[one["arm"]] == arm}
        assert counted[arm, "RAND", "", ""] == arms[arm]
        assert counted[arm, "RECEIVED", "", ""] == len(own & attended)
        assert counted[arm, "NOTRECD", "", ""] == len(own - attended)
        reasons = {level: n for (of, what, _, level), n in counted.items() if of == arm and what == "DISCONTINUED"}
        assert reasons.pop("") == sum(stopped[arm, reason] for reason in reasons)
        assert reasons == {reason: stopped[arm, reason] for reason in reasons}
        assert counted[arm, "COMPLETED", "", ""] == arms[arm] - sum(reasons.values())


def test_who_is_analysed(counted: dict[tuple[str, ...], float]) -> None:
    """Of those with a value at baseline and at week 12 those who did not stop treatment, whose values are set aside."""
    people = part()
    values = {(one["patient_id"], one["visit"]) for one in lines("vas") if one["item"] == "VAS" and one["result"]}
    last: dict[str, date] = {}
    for one in lines("sessions"):
        if one["attended"] == "Y":
            name, day = one["patient_id"], date.fromisoformat(one["session_date"])
            last[name] = max(day, last.get(name, day))
    for arm in ("DTLT", "DTLT twice", "Sham"):
        own = [one for one in people.values() if ARM[one["arm"]] == arm]
        begun = {one["patient_id"]: date.fromisoformat(one["randomisation_date"]) for one in own}
        stayed = [name for name, day in begun.items() if name in last and (last[name] - day).days + 1 >= LAST_DAY]
        used = [name for name in stayed if {(name, "V0"), (name, "V3")} <= values]
        assert counted[arm, "ANALYSED", "ancova", ""] == len(used)
        assert counted[arm, "EXCLUDED", "ancova", ""] == len(own) - len(used)
