"""How a source writes its values: marks, suffixes, blanks, formats and zeros, for all columns or for one."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny

VAS, SUBJECTS = "data/vas.csv", "data/subjects.csv"
PAIN = "001,V1,2024-02-02,PAIN,40,mm"
FILE = "    file: data/vas.csv\n"


def pain(tiny: Tiny) -> float:
    """The pain of subject 001 at week 4."""
    records = tiny.mapped("adpain")["adpain"].records
    (value,) = records.query("USUBJID == '001' and PARAMCD == 'PAIN' and VISIT == 'V1'")["AVAL"]
    return float(value)


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        ('decimal: ","', "40,5", 40.5),
        ('decimal: {result: ","}', "40,5", 40.5),
        ('decimal: {"*": ","}', "40,5", 40.5),
        ('decimal: {"*": ",", result: "."}', "40.5", 40.5),
        ('thousands: {result: ","}', "0,040", 40),
        ("suffix: mm", "40 mm", 40),
        ("suffix: {result: [mm, '%']}", "40%", 40),
    ],
)
def test_a_number_is_read_as_declared(tiny: Tiny, setting: str, text: str, value: float) -> None:
    tiny.replace(VAS, PAIN, PAIN.replace(",40,", f',"{text}",'))
    tiny.spec(FILE, f"{FILE}    {setting}\n")
    assert pain(tiny) == value


@pytest.mark.parametrize("setting", ["missing: NI", "missing: [NA, NI]", "missing: {result: NI}", 'missing: {"*": NI}'])
def test_a_text_that_means_no_value_is_a_blank(tiny: Tiny, setting: str) -> None:
    tiny.replace(VAS, PAIN, PAIN.replace(",40,", ",NI,"))
    tiny.spec(FILE, f"{FILE}    {setting}\n")
    made = tiny.mapped("adpain")["adpain"]
    assert made.listing.frame()[["line", "kind", "fate"]].to_numpy().tolist() == [[4, "missing_code", "listed"]]
    assert len(made.records) == 35


def test_a_text_that_means_no_value_in_one_column_means_something_in_another(tiny: Tiny) -> None:
    tiny.spec("data/subjects.csv, subject: id", 'data/subjects.csv, subject: id, missing: {age: "54"}')
    tiny.replace(SUBJECTS, "002,S,2024-01-08,61,M", "54,S,2024-01-08,61,M")
    adsl = tiny.mapped("adqs")["adsl"].records
    assert adsl["USUBJID"].tolist()[1] == "54"
    assert adsl["AGE"].isna().tolist() == [True, False, False, False, False, False]


def test_dates_in_several_formats(tiny: Tiny) -> None:
    tiny.replace(VAS, PAIN, PAIN.replace("2024-02-02", "2024-02-02T10:30"))
    tiny.replace(VAS, "001,V2,2024-03-01,PAIN", "001,V2,45352,PAIN")
    tiny.spec("date: {column: date}", 'date: {column: date, format: ["%Y-%m-%d", "%Y-%m-%dT%H:%M", excel]}')
    records = tiny.mapped("adpain")["adpain"].records
    assert records["ADT"].astype("str").tolist()[:5:2] == ["2024-01-05", "2024-02-02", "2024-03-01"]


def test_lost_zeros_are_put_back(tiny: Tiny) -> None:
    text = tiny.read(SUBJECTS)
    tiny.write(SUBJECTS, text.replace("\n00", "\n"))
    tiny.spec("data/subjects.csv, subject: id", "data/subjects.csv, subject: id, pad: {id: 3}")
    assert tiny.mapped("adpain")["adsl"].records["USUBJID"].tolist() == [f"00{n}" for n in range(1, 7)]
    assert tiny.check().code == 0


def test_ids_that_a_program_took_for_numbers(tiny: Tiny) -> None:
    text = tiny.read(SUBJECTS)
    tiny.write(
        SUBJECTS, "".join(f"{line[2]}.0{line[3:]}" if line[:2] == "00" else line for line in text.splitlines(True))
    )
    tiny.spec("data/subjects.csv, subject: id", "data/subjects.csv, subject: id, pad: {id: 3}")
    assert tiny.mapped("adpain")["adsl"].records["USUBJID"].tolist() == [f"00{n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('decimal: ";"', "sources.vas.decimal = ; is not known (known: ., ,)"),
        ('decimal: {result: ";"}', "sources.vas.decimal.result = ; is not known (known: ., ,)"),
        ('decimal: ",", thousands: ","', "sources.vas: `decimal` and `thousands` are both ,"),
        ('decimal: {x: ","}, thousands: {x: ","}', "sources.vas: `decimal` and `thousands` of x are both ,"),
        ("pad: {site: 3}", "sources.vas: `pad` has site, which is no column of `subject`"),
    ],
)
def test_settings_that_cannot_be_are_refused(tiny: Tiny, setting: str, said: str) -> None:
    tiny.spec(
        FILE, FILE + "".join(f"    {part}\n" for part in setting.replace(", thousands", "\nthousands").split("\n"))
    )
    assert [problem.split(": ", 1)[1] for problem in tiny.spec_problems()] == [said]


def test_a_column_of_which_something_is_said_must_be_there(tiny: Tiny) -> None:
    tiny.spec(FILE, f'{FILE}    decimal: {{reslt: ","}}\n')
    assert tiny.check().lines == ["data/vas.csv: has no column reslt (did you mean `result`?)"]


def test_a_format_that_is_none_is_refused(tiny: Tiny) -> None:
    tiny.spec("date: {column: date}", "date: {column: date, format: [excel, exel]}")
    text = "exel does not read a day, month and year (e.g. %Y-%m-%d, %d/%m/%Y, %d%b%Y)"
    assert [problem.split(": ", 1)[1] for problem in tiny.spec_problems()] == [f"sources.vas.date.format[2]: {text}"]
