"""CSV and TSV: every field as the text that stands there, and the line of every record."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.io.reading import lines, problems, read, texts
from trialstats.io.read import NO_ROWS
from trialstats.io.table import FILE, LINE
from trialstats.io.text_files import parse, read_text_file
from trialstats.trialfile.parts.part import composed
from trialstats.trialfile.parts.sources import Source


@pytest.mark.parametrize(
    "text", ["007", "No", " 1.50 ", "1,5", "NA", "1e3", "TRUE", "2024-01-05", "", "=SUM(A1)", "é", "#N/A", "-0", "0x1F"]
)
def test_a_field_is_the_text_that_stands_there(text: str) -> None:
    assert texts(read("a.csv", f'id,x\n1,"{text}"\n')) == [("1", text)]


def test_every_column_is_text_and_every_row_knows_its_place() -> None:
    frame = read("data.csv", "id,x\n1,2\n").frame
    assert frame.dtypes.astype("str").to_dict() == {"id": "str", "x": "str", FILE: "str", LINE: "int64"}
    assert frame.iloc[0].tolist() == ["1", "2", "data.csv", 2]


LAYOUTS: dict[str, tuple[str, list[tuple[str, ...]], list[int]]] = {
    "LF": ("id,x\n1,a\n2,b\n", [("1", "a"), ("2", "b")], [2, 3]),
    "CRLF": ("id,x\r\n1,a\r\n2,b\r\n", [("1", "a"), ("2", "b")], [2, 3]),
    "bare CR": ("id,x\r1,a\r2,b\r", [("1", "a"), ("2", "b")], [2, 3]),
    "mixed": ("id,x\n1,a\r\n2,b\r3,c\n", [("1", "a"), ("2", "b"), ("3", "c")], [2, 3, 4]),
    "no end on the last line": ("id,x\n1,a", [("1", "a")], [2]),
    "empty lines": ("\nid,x\n\n1,a\n\n\n2,b\n\n", [("1", "a"), ("2", "b")], [4, 7]),
    "newline in quotes": ('id,x\n1,"a\nb\nc"\n2,d\n', [("1", "a\nb\nc"), ("2", "d")], [2, 5]),
    "CRLF in quotes": ('id,x\r\n1,"a\r\nb"\r\n2,d\r\n', [("1", "a\r\nb"), ("2", "d")], [2, 4]),
    "comma and quote in quotes": ('id,x\n1,"a, ""b"""\n', [("1", 'a, "b"')], [2]),
    "blank fields": ("id,x\n1,\n,b\n", [("1", ""), ("", "b")], [2, 3]),
    "blanks around names": (" id , x \n1, a\n", [("1", " a")], [2]),
    "a name that is blank": ("id,\n1,a\n", [("1",)], [2]),
    "nameless columns without values": (
        "id,x,,\n1,a,,\n2,b\n3,c,,,,\n",
        [("1", "a"), ("2", "b"), ("3", "c")],
        [2, 3, 4],
    ),
}


@pytest.mark.parametrize(("content", "rows", "where"), LAYOUTS.values(), ids=LAYOUTS)
def test_records_and_the_lines_they_begin_on(content: str, rows: list[tuple[str, ...]], where: list[int]) -> None:
    raw = read("a.csv", content)
    assert (texts(raw), lines(raw), raw.place) == (rows, where, "line")


@pytest.mark.parametrize(
    ("file", "content", "keys"),
    [
        ("a.tsv", "id\tx\n1\ta,b\n", {}),
        ("a.tab", "id\tx\n1\ta,b\n", {}),
        ("a.csv", "id;x\n1;a,b\n", {"delimiter": ";"}),
        ("a.txt", "id|x\n1|a,b\n", {"delimiter": "|"}),
        ("a.dat", "id\tx\n1\ta,b\n", {"format": "tsv"}),
        ("a.CSV", 'id,x\n1,"a,b"\n', {}),
    ],
)
def test_delimiters_and_endings(file: str, content: str, keys: dict[str, str]) -> None:
    assert texts(read(file, content, **keys)) == [("1", "a,b")]


def test_the_decimal_mark_is_left_to_mapping() -> None:
    raw = read("a.csv", "id;x\n1;1,50\n", delimiter=";", decimal=",")
    assert texts(raw) == [("1", "1,50")]


OTHER = 'a.csv: has one column only and seems to be separated by `{0}`: declare `delimiter: "{0}"`'

REFUSED: dict[str, tuple[str, tuple[str, ...]]] = {
    "empty": ("", ("a.csv: the file is empty (0 bytes: was it copied whole?)",)),
    "blank lines only": ("\n\n", ("a.csv: the file is empty",)),
    "header only": ("id,x\n", (f"a.csv: has a header and no rows; {NO_ROWS}",)),
    "no subject column": ("patient,x\n1,a\n", ("a.csv: has no column id (known: patient, x)",)),
    "nearly the subject column": ("ID,x\n1,a\n", ("a.csv: has no column id (did you mean `ID`?)",)),
    "column twice": ("id,x,y,x\n1,a,b,c\n", ("a.csv: column x stands more than once (columns 2, 4)",)),
    "a field too many": ("id,x\n1,a\n2,b,c\n", ("a.csv, line 3: has 3 fields, the header has 2",)),
    "a field too few": ('id,x\n1,"a\nb"\n2\n', ("a.csv, line 4: has 1 field, the header has 2",)),
    "many ragged lines": (
        "id,x\n" + "1,a,b\n" * 7,
        (
            *(f"a.csv, line {line}: has 3 fields, the header has 2" for line in range(2, 7)),
            "a.csv: and 2 more such lines",
        ),
    ),
    "a quote that is not closed": (
        'id,x\n1,a\n2,"b\n3,c\n',
        ("a.csv: a quotation mark that opens on line 3 is never closed",),
    ),
    "text after a quote": ('id,x\n1,"a"b\n', ("a.csv, line 2: cannot be split into fields (',' expected after '\"')",)),
    "a quote that opens later in its record": (
        'id,x,y\n1,"a\n""b""",c\n2,"d\ne","f\n',
        ("a.csv: a quotation mark that opens on line 5 is never closed",),
    ),
    "another delimiter, quoted": ('"id";"x"\n"1";"a"\n', (OTHER.format(";"),)),
    "another delimiter, quoted data": ('id|x\n"1"|"a"\n', (OTHER.format("|"),)),
    "another delimiter, decimal commas": ("id;x\n1;1,5\n", (OTHER.format(";"),)),
    "tabs": ("id\tx\n1\ta\n", (OTHER.format(r"\t"),)),
    "tabs, quoted": ('"id"\t"x"\n1\ta\n', (OTHER.format(r"\t"),)),
    "control characters in names": ("i\x1bd,y \n1,a\n", (r'a.csv: has no column id (did you mean `"i\u001bd"`?)',)),
    "another delimiter": (
        "id;x\n1;a\n",
        ('a.csv: has one column only and seems to be separated by `;`: declare `delimiter: ";"`',),
    ),
}


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_files_that_are_refused(content: str, said: tuple[str, ...]) -> None:
    assert problems("a.csv", content) == said


def test_every_column_that_the_source_names_must_be_there() -> None:
    keys = {"shape": "long", "visit": "visit", "name": ["item", "side"], "value": "result", "unit": "unit"}
    said = problems("a.csv", "id,visits,item,value,day\n1,2,3,4,5\n", **keys, date={"column": "date"})
    assert said == (
        "a.csv: has no column visit (did you mean `visits`?)",
        "a.csv: has no column result (known: id, visits, item, value, day)",
        "a.csv: has no column unit (known: id, visits, item, value, day)",
        "a.csv: has no column side (did you mean `id`?)",
        "a.csv: has no column date (known: id, visits, item, value, day)",
    )


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("data/vsa.csv", "data/vsa.csv: no such file (did you mean `vas.csv`?)"),
        ("data/VAS.CSV", "data/VAS.CSV: no such file (did you mean `vas.csv`?)"),
        ("data/laboratory.xlsx", "data/laboratory.xlsx: no such file (known: labs.csv, vas.csv)"),
        ("many/x.csv", "many/x.csv: no such file (nearest of 9: a1.csv, a2.csv, a3.csv, a4.csv, a5.csv)"),
        ("many/a10.csv", "many/a10.csv: no such file (did you mean `a1.csv`?)"),
        ("elsewhere/vas.csv", "elsewhere/vas.csv: no such file"),
        ("data", "data: is a folder"),
    ],
)
def test_a_file_that_is_absent_and_the_nearest_that_is_there(file: str, said: str) -> None:
    Path("data").mkdir()
    for name in ("vas.csv", "labs.csv"):
        Path("data", name).write_text("id\n1\n")
    Path("many").mkdir()
    for number in range(1, 10):
        Path("many", f"a{number}.csv").write_text("id\n1\n")
    assert problems(file, format="csv") == (said,)


fields = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=8)


@given(st.lists(st.tuples(fields, fields), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_text_comes_back(rows: list[tuple[str, str]], end: str) -> None:
    quoted = [["id", "x"], *rows]
    content = end.join(",".join('"' + field.replace('"', '""') + '"' for field in row) for row in quoted)
    table = read_text_file(content.encode(), Source(file="a.csv", subject=("id",)))
    assert [tuple(row) for row in table.rows] == [tuple(map(composed, row)) for row in rows]


@given(st.lists(st.sampled_from(["a", '"', "\n", "\r", ",", "\r\n"]), max_size=12).map("".join))
def test_a_record_begins_on_the_line_that_is_told(tail: str) -> None:
    field = '"' + tail.replace('"', '""') + '"'
    begins, records = parse(f"id,x\n1,{field}\nend,here\n", ",", "a.csv")
    assert records[-1] == ["end", "here"]
    breaks = tail.count("\n") + tail.count("\r") - tail.count("\r\n")
    assert begins == [1, 2, 3 + breaks]
