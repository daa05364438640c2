"""Files of SAS, SPSS and Stata, and Parquet: members, cut files, missing values with a letter, encodings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from tests.io.reading import problems, read, texts

FRAME = pd.DataFrame({"id": ["001", "002", "003"], "x": [61.0, 2.5, 3.0], "note": ["a", "b", "c"]})
NUMBER_61 = b"\x42\x3d" + b"\0" * 6  # 61 as IBM's computers write it: 16^2 times 0x3d / 256


def transport(version: int = 5, frame: pd.DataFrame = FRAME, name: str = "VAS") -> bytes:
    pyreadstat.write_xport(frame, "w.xpt", table_name=name, file_format_version=version)
    return Path("w.xpt").read_bytes()


@pytest.mark.parametrize("version", [5, 8])
def test_a_second_member_is_not_rows_of_the_first(version: int) -> None:
    data = transport(version)
    member = data.index(b"HEADER RECORD*******MEMB")
    other = transport(version, FRAME[["id"]].assign(score=[7.0, None, 9.0]), "AE")
    several = data + other[member:]
    said = "a.xpt: has 2 members (VAS, AE), and rows of one are none of another: declare the one to read, `member: VAS`"
    assert problems("a.xpt", several) == (said,)
    assert texts(read("a.xpt", several, member="VAS")) == texts(read("a.xpt", data))
    assert texts(read("a.xpt", several, member="AE")) == [("001", "7"), ("002", ""), ("003", "9")]
    assert problems("a.xpt", several, member="VS") == ("a.xpt: has no member VS (did you mean `VAS`?)",)
    assert len(texts(read("a.xpt", data, member="VAS"))) == 3
    assert problems("a.xpt", data, member="AE")[0].startswith("a.xpt: has no member AE")
    assert problems("a.xpt", data + data[member:], member="VAS") == ("a.xpt: has member VAS more than once (VAS, VAS)",)


def test_a_letter_of_a_missing_value_in_the_second_member() -> None:
    data, other = transport(), transport(frame=FRAME, name="AE")
    assert other.count(NUMBER_61) == 1
    second = other[other.index(b"HEADER RECORD*******MEMB") :].replace(NUMBER_61, b"A" + b"\0" * 7)
    assert [row[1] for row in texts(read("a.xpt", data + second, member="AE"))] == [".A", "2.5", "3"]


@pytest.mark.parametrize("version", [5, 8])
def test_a_transport_file_that_was_cut(version: int) -> None:
    data = transport(version)
    begin = data.index(b"HEADER RECORD*******OBS") + 80
    width = 3 + 8 + 1
    for length, said in {
        begin + width: "a transport file is whole records of 80 bytes",
        begin + 2 * width: "a transport file is whole records of 80 bytes",
        begin + 5: "a transport file is whole records of 80 bytes",
        begin - 80: "it ends before its rows begin",
        80 * 8: "was cut",
    }.items():
        (found,) = problems("a.xpt", data[:length])
        assert found.startswith("a.xpt: was cut")
        assert said in found
    assert problems("a.xpt", b"") == ("a.xpt: the file is empty (0 bytes: was it copied whole?)",)


def test_a_transport_file_that_was_cut_within_its_last_row() -> None:
    frame = pd.concat([FRAME] * 10, ignore_index=True)
    data = transport(frame=frame)
    begin = data.index(b"HEADER RECORD*******OBS") + 80
    assert problems("a.xpt", data[: begin + 160]) == ("a.xpt: was cut in the middle of its last row",)


def test_a_transport_file_of_version_8_tells_how_many_rows_it_has() -> None:
    """Cut between two rows and two records of 80 bytes, as no look at the length can tell."""
    frame = pd.concat([FRAME.assign(note="x" * 69)] * 4, ignore_index=True)  # rows of 80 bytes
    data = transport(8, frame)
    assert len(texts(read("a.xpt", data))) == 12
    assert problems("a.xpt", data[:-160]) == ("a.xpt: was cut: it should have 12 rows, and has 10",)


def test_a_file_of_proc_cport() -> None:
    said = "a.xpt: was written by PROC CPORT: write it by PROC COPY with the engine XPORT instead"
    assert problems("a.xpt", b"**COMPRESSED** " * 20) == (said,)


@pytest.mark.parametrize("at", [54, 56, 80 + 1, 80 + 5, 80 + 84])
def test_a_transport_file_whose_variables_are_damaged(at: int) -> None:
    data = bytearray(transport())
    data[data.index(b"HEADER RECORD*******NAMESTR") + at] = 0x07
    assert problems("a.xpt", bytes(data)) == ("a.xpt: its description of variables is damaged",)


@pytest.mark.parametrize("letter", ["A", "Z", "_"])
def test_a_missing_value_with_a_letter_is_no_plain_blank(letter: str) -> None:
    data = transport()
    assert data.count(NUMBER_61) == 1
    raw = read("a.xpt", data.replace(NUMBER_61, letter.encode() + b"\0" * 7))
    assert [row[1] for row in texts(raw)] == [f".{letter}", "2.5", "3"]
    raw = read("a.xpt", data.replace(NUMBER_61, b"." + b"\0" * 7))
    assert [row[1] for row in texts(raw)] == ["", "2.5", "3"]


def test_an_identifier_of_16_digits_that_is_a_number() -> None:
    raw = read("a.xpt", transport(frame=FRAME.assign(id=[1234567890123456.0, 2.0**53, 7.0])))
    assert [row[0] for row in texts(raw)] == ["1234567890123456", "9007199254740992", "7"]


def test_the_encoding_of_a_transport_file() -> None:
    data = transport(frame=FRAME.assign(note=["XY", "b", "c"])).replace(b"XY", "µg".encode("cp1252"))
    said = "a.xpt: byte 0xB5 is not UTF-8: declare the right `encoding`, e.g. cp1252"
    assert problems("a.xpt", data) == (said,)
    assert texts(read("a.xpt", data, encoding="cp1252"))[0][2] == "µg"


def test_a_stata_file() -> None:
    frame = FRAME.assign(day=[dt.date(2024, 1, 5)] * 3, grade=[1.0, "a", "z"])
    pyreadstat.write_dta(
        frame, "a.dta", missing_user_values={"grade": ["a", "z"]}, variable_value_labels={"x": {3.0: "c"}}
    )
    assert texts(read("a.dta")) == [
        ("001", "61", "a", "2024-01-05", "1"),
        ("002", "2.5", "b", "2024-01-05", ".a"),
        ("003", "3", "c", "2024-01-05", ".z"),
    ]


def test_an_spss_file_and_what_it_declares_as_missing() -> None:
    pyreadstat.write_sav(
        FRAME.assign(x=[61.0, 99.0, 99.0]), "a.sav", missing_ranges={"x": [99.0, {"lo": 900, "hi": 999}]}
    )
    raw = read("a.sav")
    assert texts(raw) == [("001", "61", "a"), ("002", "", "b"), ("003", "", "c")]
    assert raw.notes == (
        'a.sav: 2 values are blank in x, for the file declares 99 as missing; `missing: {x: ["99"]}` lists them apart '
        "from blanks",
    )
    raw = read("a.sav", missing={"x": ["99"]})
    assert ([row[1] for row in texts(raw)], raw.notes) == (["61", "99", "99"], ())


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_files_that_were_cut_or_are_none(kind: str) -> None:
    frame = pd.concat([FRAME] * 500, ignore_index=True)
    {"sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta}[kind](frame, f"a.{kind}")
    data = Path(f"a.{kind}").read_bytes()
    for part in (data[:200], data[: len(data) // 2], b"not such a file " * 20):
        (said,) = problems(f"a.{kind}", part)
        assert said.startswith((f"a.{kind}: cannot be read as {kind}", f"a.{kind}: was cut"))


# -- Parquet


@pytest.mark.parametrize("checksum", [True, False])
def test_parquet_pages_that_are_damaged(checksum: bool) -> None:
    """Pages that unpacked all the same came in with other values; those that tell their checksum no longer do."""
    table = pa.table({"id": [f"{n:05}" for n in range(5000)]})
    pq.write_table(table, "a.parquet", compression="zstd", use_dictionary=False, write_page_checksum=checksum)
    data = bytearray(Path("a.parquet").read_bytes())
    start, end = (200, 600) if checksum else (4, 100)
    data[start:end] = b"\xff" * (end - start)
    (said,) = problems("a.parquet", bytes(data))
    assert said.startswith("a.parquet: cannot be read as Parquet (")


def test_parquet_dates_beyond_the_calendar() -> None:
    days = pa.array([3_000_000], pa.int32()).cast(pa.date32())
    pq.write_table(pa.table({"id": ["1"], "day": days}), "a.parquet")
    (said,) = problems("a.parquet")
    assert said.startswith("a.parquet: column day cannot be read (")


def test_parquet_columns_that_are_no_table() -> None:
    pq.write_table(pa.table({"id": ["1"], "x": [[1, 2]], "y": [{"a": 1}]}), "a.parquet")
    said = ["a.parquet: column x holds lists or records, no single values"]
    assert problems("a.parquet") == (*said, said[0].replace("column x", "column y"))
    pq.write_table(pa.table({"id": ["1"], "x": pa.array([b"\xff\xfe"])}), "a.parquet")
    assert problems("a.parquet") == ("a.parquet: column x holds bytes that are no text (invalid start byte)",)


def test_short_numbers_keep_their_own_digits() -> None:
    pq.write_table(pa.table({"id": ["1", "2"], "x": pa.array(np.array([61.1, 0.7], "float32"))}), "a.parquet")
    assert [row[1] for row in texts(read("a.parquet"))] == ["61.1", "0.7"]
