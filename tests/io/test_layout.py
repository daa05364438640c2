"""Files as people write them: titles, comments, units, labels, totals, blank rows and columns; told or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.io.reading import lines, problems, read, texts
from trialstats.io.read import receive
from trialstats.trialfile.parts.sources import Source

HEADER = "id,visit,date,result"
ROWS = [f"{n:03},V{v},2024-0{v + 1}-05,{60 - n}" for n in range(1, 5) for v in range(3)]
LONG = {"shape": "long", "visit": "visit", "name": "visit", "value": "result", "date": {"column": "date"}}
VALUES = [tuple(row.split(",")) for row in ROWS]


def csv(*above: str, below: tuple[str, ...] = (), end: tuple[str, ...] = (), header: str = HEADER) -> str:
    return "\n".join([*above, header, *below, *ROWS, *end, ""])


def workbook(*above: str, below: tuple[str, ...] = (), end: tuple[str, ...] = ()) -> None:
    book = Workbook()
    for row in (*above, HEADER, *below, *ROWS, *end):
        book["Sheet"].append([cell or None for cell in row.split(",")])
    book.save("a.xlsx")


TITLES = {
    "a title": ["Study T export 2024-05-01"],
    "a title and an empty line": ["Study T export 2024-05-01", ""],
    "a title as wide as the table": ["Study T export 2024-05-01,,,"],
    "a title in three lines": ["Study T", "Exported 2024-05-01", "By: A. Person"],
    "a title with a comma": ["Study T, exported,2024-05-01"],
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_header_that_stands_lower_is_named_and_can_be_declared(title: list[str]) -> None:
    at = len(title) + 1
    said = (
        f"a.csv: line 1 ({title[0].rstrip(',').replace(',', ' ').replace('  ', ' ')}) is not the header, "
        f"line {at} seems to be: declare `header_row: {at}`",
    )
    assert problems("a.csv", csv(*title), **LONG) == said
    raw = read("a.csv", csv(*title), header_row=at, **LONG)
    assert (texts(raw), lines(raw)[0]) == (VALUES, at + 1)
    workbook(*title)
    assert problems("a.xlsx", **LONG) == (said[0].replace("a.csv", "a.xlsx").replace("line", "row"),)
    raw = read("a.xlsx", header_row=at, **LONG)
    assert (texts(raw), lines(raw)[0]) == (VALUES, at + 1)


def test_a_title_above_another_delimiter() -> None:
    content = csv("Study T").replace(",", ";")
    said = 'a.csv: line 2 seems to be the header, separated by `;`: declare `delimiter: ";"` and `header_row: 2`'
    assert problems("a.csv", content, **LONG) == (said,)
    assert texts(read("a.csv", content, delimiter=";", header_row=2, **LONG)) == VALUES


def test_a_header_row_on_which_nothing_stands() -> None:
    assert problems("a.csv", csv("", ""), header_row=2) == ("a.csv: nothing stands on line 2 (`header_row`)",)
    assert problems("a.csv", csv(",,,"), header_row=1) == ("a.csv: nothing stands on line 1 (`header_row`)",)
    assert problems("a.csv", csv(), header_row=99) == ("a.csv: nothing stands on line 99 (`header_row`)",)


def test_a_misspelt_column_is_no_other_header() -> None:
    said = "a.csv: has no column results (did you mean `result`?)"
    assert problems("a.csv", csv(), **{**LONG, "value": "results"}) == (said,)


@pytest.mark.parametrize("mark", ["#", "//", "%", "!"])
def test_lines_of_comment(mark: str) -> None:
    content = csv(f"{mark} exported by LIMS")
    said = (
        f'a.csv: line 1 ({mark} exported by LIMS) is not the header, line 2 seems to be: declare `comment: "{mark}"` '
        "if lines that begin so are none, or `header_row: 2`"
    )
    assert problems("a.csv", content, **LONG) == (said,)
    raw = read("a.csv", content, comment=mark, **LONG)
    assert (texts(raw), lines(raw)[0]) == (VALUES, 3)
    content = csv(below=(f"{mark} checked",))
    said = f'a.csv: if lines that begin with {mark} are comments: `comment: "{mark}"`'
    assert problems("a.csv", content, **LONG) == ("a.csv, line 2: has 1 field, the header has 4", said)
    assert lines(read("a.csv", content, comment=mark, **LONG))[0] == 3
    workbook(f"{mark} exported by LIMS")
    assert texts(read("a.xlsx", comment=mark, **LONG)) == VALUES


def test_a_mark_of_comment_inside_a_quoted_field_is_text() -> None:
    raw = read("a.csv", 'id,x\n1,"a\n# b"\n# c\n2,d\n', comment="#")
    assert (texts(raw), lines(raw)) == ([("1", "a\n# b"), ("2", "d")], [2, 5])


BELOW = {
    "units": (",,yyyy-mm-dd,mm",),
    "labels": ("Subject ID,Visit name,Visit date,Result value",),
    "labels and units": ("Subject ID,Visit name,Visit date,Result value", ",,yyyy-mm-dd,mm"),
}


@pytest.mark.parametrize("below", BELOW.values(), ids=BELOW)
def test_units_and_labels_below_the_header(below: tuple[str, ...]) -> None:
    count, first = len(below), below[0].split(",")[0]
    found = f"id = {first}" if first else "id is blank"
    said = (
        "a.csv, line 2: stands below the header and seems to hold labels or units, no record "
        f"({found}): declare `skip_below_header: {count}` (0 if it is a record)"
    )
    assert problems("a.csv", csv(below=below), **LONG) == (said,)
    raw = read("a.csv", csv(below=below), skip_below_header=count, **LONG)
    assert (texts(raw), lines(raw)[0]) == (VALUES, 2 + count)
    assert len(raw.notes) == 1
    assert raw.notes[0].startswith(
        f"a.csv: line{'s 2, 3' if count > 1 else ' 2'} below the header: left out as declared"
    )
    assert len(read("a.csv", csv(below=below), skip_below_header=0, **LONG).frame) == len(ROWS) + count
    workbook(below=below)
    assert problems("a.xlsx", **LONG) == (said.replace("a.csv, line", "a.xlsx, row"),)
    assert texts(read("a.xlsx", skip_below_header=count, **LONG)) == VALUES


def test_a_first_record_with_words_is_a_record() -> None:
    rows = ["001,V0,2024-01-05,NOT DONE", *ROWS[1:]]
    assert len(read("a.csv", "\n".join([HEADER, *rows, ""]), **LONG).frame) == len(ROWS)
    rows = ["TEST,V0,2024-01-05,60", *ROWS[1:]]
    assert len(read("a.csv", "\n".join([HEADER, *rows, ""]), **LONG).frame) == len(ROWS)


END = {"a count": ("(12 rows),,,",), "a total": ("Total,,,696",), "two lines": ("Source: LIMS,,,", "Total,,,696")}


@pytest.mark.parametrize("end", END.values(), ids=END)
def test_what_stands_below_the_records(end: tuple[str, ...]) -> None:
    count, line = len(end), len(ROWS) + 2
    text = " ".join(cell for cell in end[0].split(",") if cell)
    said = (
        f"a.csv, line {line}: stands at the end and seems to be no record ({text}): "
        f"declare `skip_at_end: {count}` (0 if it is one)"
    )
    assert problems("a.csv", csv(end=end), **LONG) == (said,)
    assert texts(read("a.csv", csv(end=end), skip_at_end=count, **LONG)) == VALUES
    assert len(read("a.csv", csv(end=end), skip_at_end=0, **LONG).frame) == len(ROWS) + count
    workbook(end=end)
    assert problems("a.xlsx", **LONG) == (said.replace("a.csv, line", "a.xlsx, row"),)


@pytest.mark.parametrize(
    "keys", [{"skip_at_end": 20}, {"skip_below_header": 20}, {"skip_below_header": 9, "skip_at_end": 9}]
)
def test_more_lines_left_out_than_there_are(keys: dict[str, int]) -> None:
    (said,) = problems("a.csv", csv(), **keys)
    assert said.startswith("a.csv: has a header and no rows")


def test_a_sheet_as_wide_as_can_be_is_read_as_what_it_holds() -> None:
    """One stray cell in the last column padded every row to 16,384 cells."""
    workbook()
    book = load_workbook("a.xlsx")
    book["Sheet"]["XFD4"] = "stray"
    book.save("a.xlsx")
    raw = read("a.xlsx", **LONG)
    assert (texts(raw), len(raw.notes)) == (VALUES, 1)


def test_a_header_among_the_records() -> None:
    said = "line 14: repeats the header: were two files put together? take it out"
    assert problems("a.csv", csv() + csv(), **LONG) == (f"a.csv, {said}",)


def test_a_short_line_at_the_end() -> None:
    said = (
        "a.csv, line 14: has 1 field, the header has 4",
        "a.csv: if what stands at the end is no record: `skip_at_end: 1`",
    )
    assert problems("a.csv", csv(end=("End of export",)), **LONG) == said
    assert texts(read("a.csv", csv(end=("End of export",)), skip_at_end=1, **LONG)) == VALUES


def test_a_last_record_with_little_in_it_is_a_record() -> None:
    assert len(read("a.csv", csv(end=("005,,,",)), **LONG).frame) == len(ROWS) + 1


def test_how_spreadsheet_programs_tell_the_delimiter() -> None:
    for mark in (",", ";", "|"):
        for told in (f"sep={mark}", f'"sep={mark}"', f"sep={mark}{mark * 3}"):
            raw = read("a.csv", csv(told).replace(",", mark) if mark != "," else csv(told), **LONG)
            assert (texts(raw), lines(raw)[0]) == (VALUES, 3)


def test_rows_and_columns_without_a_value() -> None:
    """Blank rows come in as they stand, and are listed where the source is used; columns without name go."""
    content = "".join(f"{line},,\n" for line in csv(end=(",,,",)).splitlines())
    raw = read("a.csv", content, **LONG)
    assert texts(raw) == [*VALUES, ("", "", "", "")]
    assert raw.notes == ()


def test_values_in_a_column_without_a_name_are_told() -> None:
    raw = read("a.csv", ",id,x,\n0,1,a,\n1,2,b,ask\n")
    assert texts(raw) == [("1", "a"), ("2", "b")]
    assert raw.notes == (
        "a.csv: column 1 has no name, so that its values are not used (line 2: 0 and 1 more)",
        "a.csv: column 4 has no name, so that its values are not used (line 3: ask)",
    )


def test_accents_that_are_written_in_two_ways_are_one() -> None:
    composed, apart = "r\u00e9sultat", "re\u0301sultat"
    for in_file in (composed, apart):
        for declared in (composed, apart):
            raw = read("a.csv", csv(header=f"id,visit,date,{in_file}"), **{**LONG, "value": declared})
            assert list(raw.frame)[3] == composed


@pytest.mark.parametrize("key", ["header_row", "skip_below_header", "skip_at_end", "comment"])
def test_settings_of_layout_are_for_text_and_workbooks(key: str) -> None:
    value: Any = "#" if key == "comment" else 1
    with pytest.raises(ValueError, match=f"`{key}` is for text files and workbooks"):
        read("a.parquet", **{key: value})


def test_whole_lines_inside_a_quoted_field() -> None:
    """Two quotation marks too many took ten lines for one value, and their number of fields was right."""
    content = csv().replace("001,V0,2024-01-05,59", '001,V0,2024-01-05,"59').replace("004,V1,", '",V1,')
    (said,) = problems("a.csv", content, **LONG)
    assert said.startswith("a.csv, line 2: a quotation mark opens here and closes ")


def test_half_a_line_inside_a_quoted_field() -> None:
    content = 'id,visit,date,result\n001,V0,"2024-01-05,60\n002,V0,2024-01-06",61\n003,V0,2024-01-07,62\n'
    said = (
        "a.csv, line 2: a quotation mark opens here and closes 1 line below, with as many fields between as lines "
        "have: one of the two is too many"
    )
    assert problems("a.csv", content, **LONG) == (said,)
    text = content.replace("2024-01-05,60\n002,V0,2024-01-06", "first, second\nthird")
    assert len(read("a.csv", text, **LONG).frame) == 2


def test_a_last_line_that_was_cut_is_told() -> None:
    """A file cut within its last value has as many fields as before, and another value."""
    content = csv()
    assert content.endswith(",56\n")
    said = "a.csv: its last line, 13, has no end: was it cut (result = 5)?"
    assert read("a.csv", content[:-2], **LONG).notes == (said,)
    for whole in (content, content[:-1]):
        assert read("a.csv", whole, **LONG).notes == ()


def test_a_quotation_mark_that_opens_a_long_way_above_the_end() -> None:
    content = csv() + "".join(f"{row.replace('001', '00' + '1')}\n" for row in ROWS * 600)
    content = content.replace("2024-01-05,59", '2024-01-05,"59', 1)
    assert problems("a.csv", content, **LONG) == ("a.csv: a quotation mark that opens on line 2 is never closed",)


def test_a_value_of_a_million_characters() -> None:
    raw = read("a.csv", f"id,x\n1,{'a' * 1_000_000}\n")
    assert len(texts(raw)[0][1]) == 1_000_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<!DOCTYPE html><html><body>Session expired</body></html>", "is a web page (HTML), no data"),
        ("\ufeff\n <HTML>\n<table>", "is a web page (HTML), no data"),
        ('[{"id": "001", "visit": "V0"}]', "is a JSON document: export the data as CSV"),
        ('{"rows": [["001", "V0"]]}', "is a JSON document: export the data as CSV"),
        ("<?xml version='1.0'?><a/>", "is an XML document"),
        ("{\\rtf1\\ansi", "begins like a Word (RTF) document"),
    ],
)
def test_what_is_no_data(content: str, said: str) -> None:
    for file in ("a.csv", "a.xlsx"):
        (found,) = problems(file, content)
        assert said in found


@pytest.mark.parametrize(("setting", "value"), [("skip_at_end", 20), ("skip_below_header", 20), ("comment", "0")])
def test_a_setting_that_leaves_out_every_row_is_named(setting: str, value: int | str) -> None:
    said = f"a.csv: has a header and no rows: `{setting}: {value}` of its source leaves out all that there are"
    assert problems("a.csv", "id,x\n001,5\n002,6\n", **{setting: value}) == (said,)


def test_a_column_whose_name_has_a_sign_that_is_not_seen() -> None:
    assert problems("a.csv", "id,visit\u200b\n001,5\n", visit="visit") == (
        'a.csv: has no column visit (did you mean `"visit\\u200b"`, but for U+200B ZERO WIDTH SPACE there?)',
    )
    assert len(read("a.csv", visit="visit\u200b").frame) == 1


TWO_LINES = ("id,sex,Baseline,,Week 4,", ",,VAS,NRS,VAS,NRS")
NAMES = ["id", "sex", "Baseline VAS", "Baseline NRS", "Week 4 VAS", "Week 4 NRS"]
PEOPLE = [("001", "f", "61", "7", "44", "5"), ("002", "m", "58", "6", "50", "6"), ("003", "f", "70", "8", "31", "2")]


def in_two_lines(*above: str) -> str:
    return "\n".join([*above, *TWO_LINES, *map(",".join, PEOPLE), ""])


@pytest.mark.parametrize("above", [(), ("Study T export",), ("Study T", "")], ids=["", "a title", "a title and a gap"])
def test_a_header_in_two_lines(above: tuple[str, ...]) -> None:
    row = {"header_row": len(above) + 1} if above else {}
    raw = read("a.csv", in_two_lines(*above), header_lines=2, **row)
    assert (list(raw.frame)[:-2], texts(raw), lines(raw)[0]) == (NAMES, PEOPLE, len(above) + 3)
    book = Workbook()
    for line in in_two_lines(*above).splitlines():
        book["Sheet"].append([cell or None for cell in line.split(",")])
    at = len(above) + 1
    for cells in (f"C{at}:D{at}", f"E{at}:F{at}", f"A{at}:A{at + 1}", f"B{at}:B{at + 1}"):
        book["Sheet"].merge_cells(cells)
    book.save("a.xlsx")
    raw = read("a.xlsx", header_lines=2, **row)
    assert (list(raw.frame)[:-2], texts(raw), lines(raw)[0]) == (NAMES, PEOPLE, len(above) + 3)


def test_the_decimal_mark_of_a_column_whose_name_stands_in_two_lines() -> None:
    book = Workbook()
    for row in (["id", "Week 4", None], [None, "VAS", "NRS"], ["001", 6.5, "6,5"]):
        book["Sheet"].append(row)
    book.save("a.xlsx")
    raw = read("a.xlsx", header_lines=2, decimal={"Week 4 VAS": ","})
    assert texts(raw) == [("001", "6,5", "6,5")]


def test_two_lines_of_a_header_that_nobody_declared() -> None:
    """Names of both lines that are declared tell so; so do names that differ by the line above only."""
    said = "the header seems to stand in two lines, lines 1 and 2, which have Week 4 VAS together: declare"
    assert problems("a.csv", in_two_lines(), value="Week 4 VAS", name="Baseline VAS", shape="long") == (
        f"a.csv: {said.replace('Week 4', 'Baseline')} `header_lines: 2`",
    )
    below = problems("a.csv", in_two_lines())
    assert below[0].endswith(
        "declare `skip_below_header: 1` (0 if it is a record); if it is the header's second line, `header_lines: 2`"
    )
    wide = in_two_lines().replace(",,VAS", "id,sex,VAS")
    assert problems("a.csv", wide, **{**LONG, "visit": "sex", "value": "VAS", "name": "NRS"})[1:4] == (
        "a.csv: column VAS stands more than once (columns 3, 5)",
        "a.csv: column NRS stands more than once (columns 4, 6)",
        "(a.csv: if the header stands in two lines, `header_lines: 2` joins them, as in Baseline VAS)",
    )


def test_all_that_is_wrong_with_a_file_is_said_at_once() -> None:
    header, *records = csv().splitlines()
    content = "\n".join(["Study T,,,", header, ",,,mm", *records, "1.23457E+15,V1,A,5", "005,V1", "Total: 12,,,", ""])
    assert problems("a.csv", content, **LONG) == (
        "a.csv: line 1 (Study T) is not the header, line 2 seems to be: declare `header_row: 2`",
        "a.csv, line 17: has 2 fields, the header has 4",
        "a.csv, line 3: stands below the header and seems to hold labels or units, no record (id is blank): declare "
        "`skip_below_header: 1` (0 if it is a record)",
        "a.csv, line 18: stands at the end and seems to be no record (Total: 12): declare `skip_at_end: 1` "
        "(0 if it is one)",
        "a.csv, line 16: id = 1.23457E+15, a rounded number whose last digits are lost: store identifiers as text",
    )


def test_rows_whose_ids_were_rounded_are_none_while_others_are_looked_at() -> None:
    rows = ["1.23457E+15,V1,A,5"] * 13
    (said,) = problems("a.csv", csv(end=tuple(rows)), **LONG)
    assert said.endswith("store identifiers as text (and 12 more such lines)")
    source = Source.model_validate({"file": "a.csv", "subject": "id", **LONG})
    Path("a.csv").write_text(csv(end=tuple(rows[:4])))
    received = receive(source)
    assert (texts(received), len(received.problems)) == (VALUES, 1)


def test_a_file_of_which_nothing_fits_says_no_more_than_that() -> None:
    said = problems("a.csv", "id,x\n" + "1,a,b\n" * 9, **LONG)
    assert [line.endswith("has 3 fields, the header has 2") for line in said] == [True] * 5 + [False]
