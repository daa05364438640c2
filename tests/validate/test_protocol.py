"""A comparison, a requirement that passes, fails or is not run, and what the protocol says of it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.tiny import call
from trialstats.validate.carry_out import Outcome, Verdict, carry_out
from trialstats.validate.catalogue import chosen
from trialstats.validate.earlier import CHANGELOG, numbers_that_were_wrong
from trialstats.validate.protocol import LONG, Protocol, marked, nearest, shortened, write_protocol
from trialstats.validate.requirement import Comparison, Domain, NotRun, near, printed, same

SOURCE = "by hand"


@pytest.mark.parametrize(
    ("comparison", "agrees"),
    [
        (near("x", 2.0, 2.0, source=SOURCE), True),
        (near("x", 2.0, 2.1, within=0.1000001, source=SOURCE), True),
        (near("x", 2.0, 2.1, within=0.09, source=SOURCE), False),
        (near("x", 200.0, 201.0, part=0.005, source=SOURCE), True),
        (near("x", 200.0, 201.1, part=0.005, source=SOURCE), False),
        (near("x", math.nan, math.nan, within=1.0, source=SOURCE), True),
        (near("x", math.nan, 1.0, within=1.0, source=SOURCE), False),
        (near("x", 1.0, math.nan, within=1.0, source=SOURCE), False),
        (near("x", math.inf, math.inf, part=1e-8, source=SOURCE), True),
        (near("x", math.inf, 5.0, part=1e-8, source=SOURCE), False),
        (printed("x", "0.0012", 0.00124999, source=SOURCE), True),
        (printed("x", "0.0012", 0.00126, source=SOURCE), False),
        (printed("x", "1.5e-3", 0.00154, source=SOURCE), True),
        (printed("x", "12", 12.6, source=SOURCE), False),
        (same("x", "a", "a", source=SOURCE), True),
        (same("x", 3, 3.0, source=SOURCE), True),
        (same("x", 3, 4, source=SOURCE), False),
        (same("x", True, 1, source=SOURCE), False),
    ],
)
def test_comparisons(comparison: Comparison, agrees: bool) -> None:
    assert comparison.agrees is agrees
    assert (comparison.used <= 1) is agrees


def toy() -> Domain:
    domain = Domain("TOY", "Toys", "OQ", "validation.md")

    @domain.requires("01", "Agrees.")
    def agrees() -> Iterator[Comparison]:
        yield near("a number", 1.0, 1.0, source=SOURCE)

    @domain.requires("02", "Differs.")
    def differs() -> Iterator[Comparison]:
        yield near("one", 1.0, 1.0, source=SOURCE)
        yield near("<other> & more", 1.0, 1.5, within=0.1, source=SOURCE)

    @domain.requires("03", "Stops.")
    def stops() -> Iterator[Comparison]:
        yield near("before", 1.0, 1.0, source=SOURCE)
        raise ZeroDivisionError("by nothing")

    @domain.requires("04", "Compares nothing.")
    def nothing() -> Iterator[Comparison]:
        return iter(())

    @domain.requires("05", "Lacks a package.")
    def lacks() -> Iterator[Comparison]:
        raise NotRun("the package toys is absent")

    @domain.requires("06", "Takes long.", slow=True)
    def lasts() -> Iterator[Comparison]:
        yield near("a number", 1.0, 1.0, source=SOURCE)

    return domain


def test_verdicts_and_their_reasons() -> None:
    outcomes = carry_out(toy().requirements, quick=True)
    assert [(one.verdict, one.reason) for one in outcomes] == [
        (Verdict.PASS, ""),
        (Verdict.FAIL, ""),
        (Verdict.FAIL, "the check stopped: ZeroDivisionError: by nothing"),
        (Verdict.FAIL, "the check compared nothing"),
        (Verdict.NOT_RUN, "the package toys is absent"),
        (Verdict.NOT_RUN, "left out by --quick"),
    ]
    assert carry_out(toy().requirements)[5].verdict is Verdict.PASS
    assert [one.what for one in outcomes[1].failed] == ["<other> & more"]


def test_the_protocol_tells_all_of_it(tmp_path: Path) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    outcomes = carry_out(toy().requirements, quick=True)
    page, record = write_protocol(
        Protocol(outcomes, {"Python": "3.11"}, {"numpy": "2.2"}, numbers_that_were_wrong(), now, now, "x"), tmp_path
    )
    told = json.loads(record.read_text("utf-8"))
    assert told["counts"] == {"pass": 1, "fail": 3, "not run": 2}
    assert [len(one["comparisons"]) for one in told["requirements"]] == [1, 2, 1, 0, 0, 0]
    shown = page.read_text("utf-8")
    assert "3 requirements failed" in shown
    assert "1 passed, 3 failed, 2 not run, of 6 requirements" in shown
    assert "&lt;other&gt; &amp; more" in shown
    for outcome in outcomes:
        assert f'id="{outcome.requirement.id}"' in shown
    assert "the package toys is absent" in shown
    assert "Signature" in shown
    assert not re.search(r"(src|href)=\"(?!#)", shown), "the page needs a network"


def test_a_long_text_is_shown_where_it_differs() -> None:
    same_start = "a" * 100
    assert shortened("short", "other") == "short"
    assert shortened(same_start, same_start) == "a" * LONG + "…"
    one, other = same_start + "b" + same_start, same_start + "c" + same_start
    assert "b" in shortened(one, other)
    assert "c" in shortened(other, one)
    assert shortened(same_start + "b", same_start).endswith("ab")
    assert len(shortened(one, other)) == LONG + 2


def test_what_was_wrong_is_that_of_the_changelog() -> None:
    text = CHANGELOG.read_text("utf-8")
    found = numbers_that_were_wrong()
    assert len(found) > 30
    section = text.partition("### Numbers that were wrong\n")[2].partition("\n### ")[0]
    assert sum(line.startswith("- ") for line in section.splitlines()) == len(
        [one for one in found if one.right_in == "Unreleased"]
    )
    words = " ".join(one.text for one in found).split()
    assert words == [word for line in section.splitlines() for word in line.removeprefix("- ").split()]


def test_entries_that_go_on_and_further_versions() -> None:
    text = "## 2.0\n### Numbers that were wrong\n- a\n  b\n\n- c\n### Added\n- d\n"
    text += "## 1.0\n### numbers that were wrong\n- e\n"
    assert [(one.right_in, one.text) for one in numbers_that_were_wrong(text)] == [
        ("2.0", "a b"), ("2.0", "c"), ("1.0", "e"),
    ]  # fmt: skip


def test_the_verb_writes_a_protocol_where_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("validate", "PROP-01", "PROP-04", "--output", "here")
    assert done.code == 0, done.err
    assert done.out.splitlines()[-3] == "2 requirements: 2 passed, 0 failed, 0 not run"
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["protocol.html", "protocol.json"]


def test_a_requirement_that_there_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused = call("validate", "PROB")
    assert (refused.code, refused.lines) == (2, ["PROB: is no requirement (did you mean `PROP`?)"])
    assert call("validate", "IQ-01", "--lock", "none.lock").code == 2
    Path("words.md").write_text("# Words\nthat pin nothing\n", encoding="utf-8")
    refused = call("validate", "IQ-01", "--lock", "words.md")
    said = "words.md: pins no library (`name==version`), as a requirements.lock does"
    assert (refused.code, refused.lines) == (2, [said])
    refused = call("validate", "IQ-01", "--output", "words.md")
    said = "--output words.md: the protocol cannot be written there (File exists)"
    assert (refused.code, refused.lines, refused.out) == (2, [said], "")


def test_the_page_shows_every_statistic_of_a_requirement() -> None:
    compared = [near(f"row {place}:p_value", 1.0, 1.0 + place / 100, within=1.0, source="") for place in range(20)]
    compared.append(near("row 1:std_error", 1.0, 1.0, within=1.0, source=""))
    shown = nearest(Outcome(chosen(["IQ-01"])[0], Verdict.PASS, tuple(compared)))
    assert [one.what for one in shown[:3]] == ["row 19:p_value", "row 1:std_error", "row 18:p_value"]


def test_a_changed_constant_is_found_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kenward and Roger's adjustment a thousandth too large: the requirement fails, and is named."""
    from trialstats.engines.mmrm import kenward_roger

    monkeypatch.chdir(tmp_path)
    right = kenward_roger.sandwiched
    monkeypatch.setattr(kenward_roger, "sandwiched", lambda *given: 1.001 * right(*given))
    done = call("validate", "MMRM-01", "MMRM-02", "--output", "here")
    assert done.code == 6
    assert done.out.splitlines()[0].split()[:2] == ["MMRM-01", "fail"]
    assert done.out.splitlines()[1].split()[:2] == ["MMRM-02", "pass"]
    assert "std_error: expected" in done.err
    assert "1 requirement failed" in Path("here/protocol.html").read_text("utf-8")


def test_what_the_changelog_marks_is_shown_and_nothing_else_is() -> None:
    assert marked("**Events** of `a_b` < 5") == "<b>Events</b> of <code>a_b</code> &lt; 5"
