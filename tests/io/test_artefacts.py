"""Files that are written: whole or not at all, the same bytes for the same content, with labels and metadata."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from trialstats.io.artefacts import (
    content_digest,
    count_rows,
    read_artefact,
    read_labels,
    read_parts,
    read_some,
    write_artefact,
    write_parts,
)
from trialstats.io.atomic import replacing, write_json, write_pieces, write_text

PATH = Path("results/tiny/adam/adpain.parquet")


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "USUBJID": pd.Series(["001", "002", None], dtype="str"),
            "AVAL": [1.5, float("nan"), 0.1],
            "SRCLINE": pd.array([2, None, 4], dtype="Int64"),
            "ADT": pd.to_datetime(["2024-01-05", None, "2024-02-02"]).astype("datetime64[ms]"),
            "AVISIT": pd.Categorical(["Week 4", "Baseline", None], ["Baseline", "Week 4"], ordered=True),
        },
        index=[7, 3, 5],
    )


def files() -> list[str]:
    return sorted(path.name for path in Path().rglob("*") if path.is_file())


def test_an_artefact_comes_back_as_it_was_but_for_its_index(frame: pd.DataFrame) -> None:
    write_artefact(frame, PATH)
    pd.testing.assert_frame_equal(read_artefact(PATH), frame.reset_index(drop=True))
    pd.testing.assert_frame_equal(read_artefact(PATH, ["AVAL"]), frame[["AVAL"]].reset_index(drop=True))


def test_parts_are_written_and_read_as_the_whole(frame: pd.DataFrame) -> None:
    whole = frame.reset_index(drop=True)
    write_parts((whole.iloc[place : place + 1] for place in range(3)), PATH, labels={"AVAL": "Analysis Value"})
    pd.testing.assert_frame_equal(read_artefact(PATH), whole)
    pd.testing.assert_frame_equal(pd.concat(read_parts(PATH), ignore_index=True), whole)
    assert (count_rows(PATH), pq.ParquetFile(PATH).num_row_groups) == (3, 3)
    assert read_labels(PATH)["AVAL"] == "Analysis Value"


def test_a_part_of_another_type_leaves_nothing_behind(frame: pd.DataFrame) -> None:
    with pytest.raises(pa.ArrowInvalid):
        write_parts([frame[["AVAL"]], pd.DataFrame({"AVAL": ["much"]})], PATH)
    assert files() == []


def test_rows_are_read_by_their_texts() -> None:
    write_artefact(pd.DataFrame({"PARAMCD": ["A", "B", "A", None], "AVAL": [1, 2, 3, 4]}), PATH)
    assert list(read_some(PATH, ["AVAL"], PARAMCD=["C", "A"])["AVAL"]) == [1, 3]
    assert read_some(PATH, ["AVAL"], PARAMCD=["C"]).dtypes.equals(read_artefact(PATH, ["AVAL"]).dtypes)


def test_a_frame_without_rows_keeps_its_types(frame: pd.DataFrame) -> None:
    empty = frame.drop(columns="AVISIT").iloc[:0]
    write_artefact(empty, PATH)
    assert read_artefact(PATH).dtypes.equals(empty.dtypes)


def test_labels_and_metadata_are_in_the_file(frame: pd.DataFrame) -> None:
    write_artefact(frame, PATH, labels={"AVAL": "Analysis Value", "ABSENT": "-"}, metadata={"STUDYID": "TINY-01"})
    own = {"USUBJID": "USUBJID", "AVAL": "Analysis Value", "SRCLINE": "SRCLINE", "ADT": "ADT", "AVISIT": "AVISIT"}
    assert read_labels(PATH) == own
    assert pq.read_schema(PATH).metadata[b"STUDYID"] == b"TINY-01"
    pd.testing.assert_frame_equal(read_artefact(PATH), frame.reset_index(drop=True))


def test_the_same_frame_gives_the_same_bytes(frame: pd.DataFrame) -> None:
    write_artefact(frame, PATH, labels={"AVAL": "Analysis Value"}, metadata={"a": "b"})
    first = PATH.read_bytes()
    write_artefact(frame.copy().set_axis([1, 2, 3]), PATH, labels={"AVAL": "Analysis Value"}, metadata={"a": "b"})
    assert PATH.read_bytes() == first


def test_the_digest_is_of_names_and_values(frame: pd.DataFrame) -> None:
    digest = content_digest(frame)
    assert digest == content_digest(frame.reset_index(drop=True))
    assert digest != content_digest(frame.rename(columns={"AVAL": "BASE"}))
    assert digest != content_digest(frame.assign(AVAL=[1.5, float("nan"), 0.2]))


def write_half(path: Path) -> None:
    with replacing(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError("power failure")


def test_a_writer_that_fails_leaves_nothing_behind() -> None:
    with pytest.raises(RuntimeError, match="power failure"):
        write_half(Path("results/a.csv"))
    assert files() == []


def test_a_writer_that_fails_keeps_the_old_file() -> None:
    write_text(Path("a.csv"), "old")
    with pytest.raises(RuntimeError, match="power failure"):
        write_half(Path("a.csv"))
    assert (files(), Path("a.csv").read_text()) == (["a.csv"], "old")


def test_a_frame_that_cannot_be_written_leaves_nothing_behind() -> None:
    with pytest.raises(Exception, match="mixed"):
        write_artefact(pd.DataFrame({"mixed": [1, "a", object()]}), PATH)
    assert files() == []


def test_the_temporary_name_is_hidden_and_beside_the_file() -> None:
    with replacing(Path("results/a.csv")) as temporary:
        temporary.write_text("text")
        assert temporary.name == f".a.csv.{os.getpid()}.part"
        assert temporary.parent == Path("results")
    assert files() == ["a.csv"]


def test_text_is_utf_8_with_lf() -> None:
    write_text(Path("a.txt"), "µ\nb\n")
    assert Path("a.txt").read_bytes() == b"\xc2\xb5\nb\n"


def failing() -> Iterator[str]:
    yield "half"
    raise RuntimeError("power failure")


def test_pieces_are_one_text_and_none_of_it_where_one_cannot_be_made() -> None:
    write_pieces(Path("a.txt"), iter(["µ", "\n", "b"]))
    with pytest.raises(RuntimeError, match="power failure"):
        write_pieces(Path("a.txt"), failing())
    assert (Path("a.txt").read_bytes(), files()) == (b"\xc2\xb5\nb", ["a.txt"])


def test_json_is_the_same_for_the_same_value_and_refuses_nan() -> None:
    write_json(Path("a.json"), {"b": [1.5, None], "a": "µ"})
    assert Path("a.json").read_text("utf-8") == '{\n "a": "µ",\n "b": [\n  1.5,\n  null\n ]\n}\n'
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(Path("a.json"), {"a": float("nan")})
    assert json.loads(Path("a.json").read_text("utf-8"))["a"] == "µ"
