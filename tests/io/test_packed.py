"""Packed files are read as what they hold; what unpacks to more than data do is refused before it costs memory."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.io.reading import lines, problems, read, texts
from trialstats.io import packed
from trialstats.io.table import FILE
from trialstats.trialfile.parts.sources import Source

TEXT = "id,x\n001,a\n\n002,µg\n"


def archive(file: str = "a.zip", **members: str | bytes) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)


@pytest.mark.parametrize("name", ["a.csv.gz", "a.CSV.GZ"])
def test_a_gzip_of_a_text_file(name: str) -> None:
    raw = read(name, gzip.compress(TEXT.encode()))
    assert texts(raw) == [("001", "a"), ("002", "µg")]
    assert (lines(raw), set(raw.frame[FILE]), raw.encodings) == ([2, 4], {name}, {name: "utf-8"})


def test_a_gzip_of_another_format() -> None:
    assert texts(read("a.tsv.gz", gzip.compress(b"id\tx\n1\t2\n"))) == [("1", "2")]
    assert texts(read("a.gz", gzip.compress(b"id,x\n1,2\n"), format="csv")) == [("1", "2")]


@pytest.mark.parametrize("name", ["a.gz", "a.tar.gz", "a.tgz", "a.csv.xz"])
def test_a_packed_file_whose_ending_does_not_tell_what_it_holds(name: str) -> None:
    with pytest.raises(ValueError, match=r"give `format`|unpack it"):
        Source.model_validate({"file": name, "subject": "id"})


def test_an_archive_of_one_table() -> None:
    archive(**{"data/": "", "data/vas.csv": TEXT, "__MACOSX/data/._vas.csv": "x", "data/.DS_Store": "y"})
    raw = read("a.zip")
    assert texts(raw) == [("001", "a"), ("002", "µg")]
    assert (set(raw.frame[FILE]), raw.notes) == ({"a.zip"}, ())
    archive(**{"vas.csv": TEXT, "readme.pdf": "%PDF"})
    assert read("a.zip").notes == ("a.zip: vas.csv was read, and not readme.pdf",)


def test_an_archive_of_several_tables() -> None:
    archive(**{"v0/vas.csv": TEXT, "v1/vas.csv": TEXT.replace("a", "b"), "notes.docx": ""})
    said = 'a.zip: holds 2 files: declare the one to read, `member: "v0/vas.csv"` (files: v0/vas.csv, v1/vas.csv, '
    (found,) = problems("a.zip")
    assert found.replace('"', "") == (said + "notes.docx)").replace('"', "")
    assert texts(read("a.zip", member="v1/vas.csv"))[0] == ("001", "b")
    assert problems("a.zip", member="vas.csv")[0].startswith("a.zip: has member vas.csv twice (v0/vas.csv")
    assert problems("a.zip", member="v1/vsa.csv") == ("a.zip: has no member v1/vsa.csv (did you mean `v1/vas.csv`?)",)
    archive(**{"v0/vas.csv": TEXT, "v1/pain.csv": TEXT})
    assert len(texts(read("a.zip", member="pain.csv"))) == 2


def test_a_workbook_in_an_archive() -> None:
    book, content = Workbook(), io.BytesIO()
    for row in (["id", "x"], ["001", 1.5]):
        book["Sheet"].append(row)
    book.save(content)
    archive(**{"vas.xlsx": content.getvalue()})
    assert texts(read("a.zip", sheet="Sheet")) == [("001", "1.5")]
    Path("b.zip").write_bytes(content.getvalue())
    assert problems("b.zip")[0].startswith("b.zip: is an Excel workbook under another name")


def test_archives_that_hold_no_table() -> None:
    archive()
    assert problems("a.zip") == ("a.zip: is an archive without a file",)
    archive(**{"vas.dat": TEXT})
    assert problems("a.zip") == ("a.zip: the ending of vas.dat does not tell its format: give `format`",)
    assert len(texts(read("a.zip", format="csv"))) == 2
    archive(**{"vas.csv": ""})
    assert problems("a.zip") == ("a.zip: what it holds is empty (0 bytes: was it packed whole?)",)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_packed_files_that_were_cut(share: float) -> None:
    content = "".join(f"{n:05},{n * 7919 % 10007}\n" for n in range(2000))
    whole = gzip.compress(f"id,x\n{content}".encode())
    (said,) = problems("a.csv.gz", whole[: int(share * len(whole))])
    assert said.startswith("a.csv.gz: cannot be read as gzip (")
    archive(**{"a.csv": f"id,x\n{content}"})
    whole = Path("a.zip").read_bytes()
    (said,) = problems("a.zip", whole[: int(share * len(whole))])
    assert said.startswith("a.zip: cannot be read as ZIP (")


def test_what_is_no_packed_file() -> None:
    assert problems("a.csv.gz", TEXT)[0].startswith("a.csv.gz: cannot be read as gzip (")
    assert problems("a.zip", TEXT)[0].startswith("a.zip: cannot be read as ZIP (")


def test_an_archive_with_a_password() -> None:
    archive(**{"vas.csv": TEXT})
    data = bytearray(Path("a.zip").read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (said,) = problems("a.zip", bytes(data))
    assert said.startswith("a.zip: cannot be unpacked (")
    assert said.endswith("pack it without a password")


# -- bombs


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files unpack to a hundredth of what they may."""
    monkeypatch.setattr(packed, "FEW", 2**20)


BOMB = b"id\n" + b"1\n" * 4_000_000
MORE = "unpacks to more than 100 times its size, which data do not: it was not read"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["a.csv.gz", "a.zip", "a.xlsx", "a.ods", "a.xlsb"])
def test_a_bomb_is_refused_by_size(name: str) -> None:
    inner = {"a.zip": "a.csv", "a.xlsx": "xl/workbook.xml", "a.ods": "content.xml", "a.xlsb": "xl/workbook.bin"}
    if name in inner:
        archive(name, **{inner[name]: BOMB})
    else:
        Path(name).write_bytes(gzip.compress(BOMB))
    tracemalloc.start()
    (said,) = problems(name)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert said.startswith(f"{name}: {MORE}")
    assert peak < 8 * 2**20


@pytest.mark.usefixtures("small")
def test_an_archive_that_says_it_is_small() -> None:
    """The size in its directory is a lie: the reader of ODS goes by what is packed."""
    archive("a.ods", **{"content.xml": BOMB})
    data = Path("a.ods").read_bytes()
    lie = data.replace(struct.pack("<I", len(BOMB)), struct.pack("<I", 100))
    assert lie != data
    assert problems("a.ods", lie)[0].startswith(f"a.ods: {MORE}")


@pytest.mark.usefixtures("small")
def test_data_that_pack_well_are_no_bomb() -> None:
    content = "id,x\n" + "".join(f"{n % 100:03},{n * 7919 % 10007}\n" for n in range(200_000))
    assert len(texts(read("a.csv.gz", gzip.compress(content.encode(), 1)))) == 200_000


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"file": "a.csv", "member": "x"}, "`member` is for ZIP archives"),
        ({"file": "a.zip", "sheets": "all"}, "`sheets`"),
    ],
)
def test_settings_of_other_files(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Source.model_validate({"subject": "id", **keys})


def test_the_limit_is_that_of_the_documentation() -> None:
    """docs/trial-file.md says 2 GB, and 100 times the size of a file beyond 100 MB."""
    assert (packed.MOST, packed.FEW, packed.RATE) == (2 * 1024**3, 100 * 1024**2, 100)
