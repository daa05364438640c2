"""What `check` says of files: guesses and what was left out as notes, what the system refuses in words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.tiny import Tiny
from trialstats.io.atomic import write_text
from trialstats.io.shown import shown


def test_a_guess_is_a_note(tiny: Tiny) -> None:
    tiny.write("data/events.csv", tiny.read("data/events.csv").replace("headache", "Übelkeit").encode("cp1252"))
    found = tiny.check()
    said = (
        "  note: data/events.csv: is not UTF-8 and was taken for cp1252 (line 2: Übelkeit); if that is right, declare "
        "`encoding: cp1252`"
    )
    assert (found.code, said in found.out.splitlines()) == (0, True)
    assert said in tiny.check().out.splitlines()  # again where the check is remembered


def test_what_is_left_out_as_declared_is_a_note(tiny: Tiny) -> None:
    tiny.add("data/events.csv", "Total: 3")
    tiny.spec("data/events.csv, subject: id", "data/events.csv, subject: id, skip_at_end: 1")
    found = tiny.check()
    assert (found.code, found.err) == (0, "")
    assert "  note: data/events.csv: line 5 at the end: left out as declared (Total: 3)" in found.out.splitlines()


def test_a_path_that_is_too_long(tiny: Tiny) -> None:
    tiny.spec("data/events.csv", f"data/{'a' * 5000}.csv")
    found = tiny.check()
    assert (found.code, found.err) == (3, f"data/{'a' * 192}...: cannot be read (File name too long)\n")


def test_a_file_that_may_not_be_read(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "events.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = tiny.check()
    assert (found.code, found.err) == (3, "data/events.csv: cannot be read (Permission denied)\n")


def test_a_full_disk_is_said_with_the_file_that_was_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left on device") as caught:
        write_text(tmp_path / "a.txt", "text")
    assert caught.value.filename == str(tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


def test_a_very_long_value_is_cut_in_a_message(tiny: Tiny) -> None:
    tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN,40,mm", f"001,V1,2024-02-02,PAIN,{'x' * 1_000_000},mm")
    found = tiny.check()
    assert found.code == 3
    assert len(found.err) < 1000
    assert f"{'x' * 200}... (1,000,000 characters)" in found.err
    assert shown("y" * 200) == "y" * 200


def test_of_very_many_problems_the_first_are_said(tiny: Tiny) -> None:
    tiny.write("data/events.csv", ",".join(["id", *(f"c{n}" for n in range(20_000))] * 2) + "\n1\n")
    found = tiny.check()
    assert (found.code, len(found.lines)) == (3, 101)
    assert found.lines[-1] == "and 19,902 more problems"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a" * 300, "cannot be read (File name too long)"),
        ("", "is a folder"),
        ("vas.cvs", "no such file (did you mean `vas.csv`?)"),
    ],
)
def test_a_file_beside_the_sources_is_looked_at_like_them(tiny: Tiny, name: str, said: str) -> None:
    tiny.spec("version: v1", f'version: v1, norms: {{file: "data/{name}"}}')
    found = tiny.check()
    assert found.code == 3
    assert said in found.err
