"""What `check` says at once, and in which order: every file, then what would help, then how to leave records out."""

from __future__ import annotations

import re
from datetime import date

from tests.tiny import Tiny


def every(tiny: Tiny, old: str, new: str) -> None:
    tiny.write("data/vas.csv", tiny.read("data/vas.csv").replace(old, new))


def test_a_subjects_file_that_cannot_be_used_hides_no_other(tiny: Tiny) -> None:
    tiny.write("data/subjects.csv", tiny.read("data/subjects.csv").replace("arm", "group"))
    every(tiny, ",60,mm", ",sixty,mm")
    said = tiny.check().lines
    assert said[:2] == [
        "data/subjects.csv: has no column arm (known: id, group, randomised, age, sex)",
        "data/vas.csv, lines 2, 34: result = sixty, not a number (PAIN; subjects 001, 006)",
    ]


def test_nor_does_a_file_that_is_not_there(tiny: Tiny) -> None:
    tiny.path("data/subjects.csv").unlink()
    every(tiny, ",60,mm", ",sixty,mm")
    tiny.write("data/sf36.csv", "")
    said = "\n".join(tiny.check().lines)
    assert "data/subjects.csv: no such file" in said
    assert "data/sf36.csv: the file is empty" in said
    assert "result = sixty, not a number" in said
    assert "not a subject" not in said


def test_what_would_help_stands_before_what_leaves_records_out(tiny: Tiny) -> None:
    tiny.replace("data/events.csv", "2024-01-20", "20.01.2024")
    every(tiny, ",60,mm", ",999,mm")
    said = [line[:2] == "(t" for line in tiny.check().lines if line.startswith("(")]
    assert said == [False, False, True, True]


def test_a_format_that_fits_the_whole_column(tiny: Tiny) -> None:
    text = re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3/\2/\1", tiny.read("data/vas.csv"))
    tiny.write("data/vas.csv", text)
    first, second, third = tiny.check().lines
    assert first.startswith("data/vas.csv, lines 2, 3, 4, 5, 6, 7 and 30 more: date = 05/01/2024, 02/02/2024, ")
    assert "and 15 other texts (36 values), not an existing date in the format %Y-%m-%d" in first
    assert second == '(data/vas.csv: %d/%m/%Y would fit all 36 values in date: say `format: "%d/%m/%Y"`)'
    assert third.startswith("(to leave such records out and list them")


def since_1960(found: re.Match[str]) -> str:
    return str((date.fromisoformat(found[0]) - date(1960, 1, 1)).days)


def test_days_as_sas_counts_them(tiny: Tiny) -> None:
    tiny.write("data/vas.csv", re.sub(r"\d{4}-\d\d-\d\d", since_1960, tiny.read("data/vas.csv")))
    assert "Excel or SAS keep of a date: `format: sas` reads it as 2024-01-05" in tiny.check().err
    tiny.spec("date: {column: date}", "date: {column: date, format: sas}")
    assert tiny.check().code == 0


def test_what_a_file_was_taken_for_stands_beside_a_name_that_is_not_known(tiny: Tiny) -> None:
    tiny.write("data/vas.csv", tiny.read("data/vas.csv").replace("STIFF", "Steifheit\u00e4").encode("cp1252"))
    tiny.spec("name: STIFF", "name: Steifheit\u00f6")
    said = tiny.check().lines
    assert "(data/vas.csv: was taken for cp1252: if a name above is garbled, declare the right `encoding`)" in said


def test_one_record_is_one_record(tiny: Tiny) -> None:
    tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN,40,mm", "001,V1,2024-02-02,PAIN,,mm")
    assert "(1 record listed: 1 blank; see the report)" in tiny.check().out


def test_header_footer_rows_and_ids_of_one_file_and_the_values_of_another(tiny: Tiny) -> None:
    tiny.write("data/subjects.csv", "Export of 2024\n" + tiny.read("data/subjects.csv"))
    tiny.replace("data/subjects.csv", "003,L", "001,L")
    tiny.add("data/subjects.csv", "007,L,2024-01-20", "Total: 6,,,,")
    every(tiny, ",60,mm", ",sixty,mm")
    said = [line for line in tiny.check().lines if not line.startswith("(")]
    assert said == [
        "data/subjects.csv: line 1 (Export of 2024) is not the header, line 2 seems to be: declare `header_row: 2`",
        "data/subjects.csv, line 9: has 3 fields, the header has 5",
        "data/subjects.csv, line 10: stands at the end and seems to be no record (Total: 6): declare `skip_at_end: 1` "
        "(0 if it is one)",
        "data/subjects.csv, lines 3, 5: id = 001 stands for 2 subjects",
        "data/vas.csv, lines 2, 34: result = sixty, not a number (PAIN; subjects 001, 006)",
    ]


def test_nobody_is_a_stranger_whose_line_in_the_subjects_file_does_not_fit(tiny: Tiny) -> None:
    tiny.replace("data/subjects.csv", "003,L,2024-01-10,47,M", "003,L,2024-01-10,47,M,x")
    assert tiny.check().lines == ["data/subjects.csv, line 4: has 6 fields, the header has 5"]
