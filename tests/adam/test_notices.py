"""Notices: what the trial file declares and the data do not have."""

from __future__ import annotations

from tests.tiny import Tiny
from trialstats.adam.notices import notices


def noticed(tiny: Tiny, *names: str) -> list[str]:
    mapped = tiny.mapped(*names)
    return notices(tiny.load(), mapped["adsl"].records, mapped)


def test_a_trial_in_which_all_is_there(tiny: Tiny) -> None:
    assert noticed(tiny) == []


def test_an_arm_without_subjects(tiny: Tiny) -> None:
    tiny.spec("  Laser: {codes: L}", "  Laser: {codes: L}\n  Drug: {codes: D}")
    assert noticed(tiny) == ["arm Drug has no subject"]


def test_a_visit_without_records(tiny: Tiny) -> None:
    tiny.remove("data/vas.csv", *(f"00{n},V2" for n in range(1, 7)))
    assert noticed(tiny) == ["visit Week 8 has no record in adpain"]


def test_a_parameter_without_values(tiny: Tiny) -> None:
    tiny.write("data/vas.csv", tiny.read("data/vas.csv").replace("STIFF", "PAIN"))
    tiny.fates(duplicate="keep_first")
    assert noticed(tiny) == ["parameter STIFF has no value in adpain"]


def test_a_declared_code_is_a_value(tiny: Tiny) -> None:
    lines = tiny.read("data/vas.csv").splitlines()
    changed = [",".join([*line.split(",")[:4], "NOT DONE", "mm"]) if "STIFF" in line else line for line in lines]
    tiny.write("data/vas.csv", "\n".join([*changed, ""]))
    assert noticed(tiny) == []


def test_a_population_without_subjects(tiny: Tiny) -> None:
    tiny.spec("\ndatasets:\n", "  OLDFL: {label: The oldest, column: age, equals: '99'}\n\ndatasets:\n")
    assert noticed(tiny) == ["population OLDFL (The oldest) has no subject"]
    assert noticed(tiny, "adqs") == []  # FASFL counts in a dataset that is not there


def test_a_dataset_without_any_record_has_no_missing_visits(tiny: Tiny) -> None:
    tiny.write("data/vas.csv", "id,visit,date,item,result,unit\n001,V0,2024-01-05,PAIN,,mm\n")
    assert noticed(tiny) == [
        "parameter PAIN has no value in adpain",
        "parameter STIFF has no value in adpain",
        "population FASFL (Full analysis set) has no subject",
    ]


def test_randomised_subjects_without_a_record_or_a_baseline_are_counted(tiny: Tiny) -> None:
    tiny.add("data/subjects.csv", "007,,,50,F")  # screened only
    tiny.remove("data/vas.csv", "002,")
    tiny.remove("data/vas.csv", "004,V0", "005,V0,2024-01-15,STIFF")
    tiny.remove("data/sf36.csv", "003,V0")
    assert noticed(tiny, "adpain", "adqs") == [
        "1 of 6 randomised subjects (002) has no record in adpain",
        "1 of 6 randomised subjects (004) has no PAIN at Baseline in adpain",
        "2 of 6 randomised subjects (004, 005) have no STIFF at Baseline in adpain",
        "1 of 6 randomised subjects (003) has no record at Baseline in adqs",
    ]


def test_parameters_that_the_same_subjects_lack_are_named_together(tiny: Tiny) -> None:
    tiny.remove("data/vas.csv", "004,V0", "005,V0")
    assert noticed(tiny, "adpain") == [
        "2 of 6 randomised subjects (004, 005) have no PAIN, STIFF at Baseline in adpain"
    ]
