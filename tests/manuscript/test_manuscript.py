"""The paragraphs for a paper: every number is one of the results as printed, and what is cited was used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pandas as pd
import pytest

from tests.in_process import run_steps
from tests.tiny import TRIAL, TRIAL_FILE, Tiny, call
from trialstats.manuscript.pieces import Piece, as_markdown, without_ids
from trialstats.manuscript.references import Work
from trialstats.manuscript.results import results
from trialstats.plan.layout import Layout
from trialstats.report.phrases import Phrase
from trialstats.steps.report import content_of
from trialstats.trialfile.load import load_trial

NUMBER = re.compile(r"((?:(?!<!--).)*?)<!-- (.*?) -->", re.DOTALL)
FIGURES = re.compile(r"[\N{MINUS SIGN}-]?\d*\.?\d+")


@pytest.fixture(scope="module", autouse=True)
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A tiny trial that ran: an analysis of covariance, a mixed model beside it, and hypotheses."""
    text = TRIAL.replace(
        "  change: {method: ancova, estimand: primary}",
        "  change: {method: ancova, role: primary, estimand: primary}\n"
        "  course: {method: mmrm, role: secondary, label: Course of pain, estimand: primary, covariance: [cs, us]}",
    )
    with chdir(tmp_path_factory.mktemp("paper")):
        Tiny().write(TRIAL_FILE, text)
        run_steps("tiny")
        yield Path.cwd()


@pytest.fixture(scope="module")
def text(finished: Path) -> str:
    return Layout("tiny").manuscript.read_text("utf-8")


def test_every_number_with_an_id_is_that_of_the_results_as_printed(text: str) -> None:
    ard = pd.read_parquet(Layout("tiny").ard).set_index("id")["stat"]
    found = NUMBER.findall(text)
    assert len(found) > 15
    for before, address in found:
        row, _, statistics = address.rpartition(":")
        printed = FIGURES.findall(before)[-statistics.count(",") - 1 :]
        for name, figures in zip(statistics.split(","), printed, strict=True):
            value = ard[f"{row}:{name}"] * (100 if name == "conf_level" else 1)
            decimals = len(figures.partition(".")[2])
            bound = "<" in before[-8:] or ">" in before[-8:]
            number = float(figures.replace("\N{MINUS SIGN}", "-"))
            assert bound or abs(number - value) <= 0.5 * 10**-decimals * (1 + 1e-9), address


def test_every_number_of_a_result_has_an_id(finished: Path) -> None:
    content = content_of(load_trial(Path(TRIAL_FILE)), Layout("tiny"))
    for paragraph in results(content):
        words = [piece if isinstance(piece, str) else piece.text for piece in paragraph if not has_id(piece)]
        assert not re.findall(r"\d", re.sub(r"Week \d+", "", " ".join(words)))


def has_id(piece: Piece) -> bool:
    return isinstance(piece, Phrase) and piece.ard is not None


def test_it_reads_as_methods_do(text: str) -> None:
    plain = " ".join(without_ids(text).split())
    assert "In all, 6 subjects were randomised: 3 to Laser and 3 to Sham." in plain
    assert (
        "The primary question was: Does it help? The estimand [1] compares Laser with Sham in the full analysis set"
        in plain
    )
    assert (
        "The primary analysis of the change from baseline in pain at each visit was an analysis of covariance by "
        "ordinary least squares, adjusted for the baseline value; least-squares means weight the levels of factors "
        "equally." in plain
    )
    assert "p values are nominal, not adjusted for multiplicity" in plain


def test_what_is_cited_is_listed_once_and_in_order(text: str) -> None:
    body, _, references = text.partition("## References")
    cited = [int(number) for number in re.findall(r" \[(\d+)\]", body)]
    listed = [int(number) for number in re.findall(r"^(\d+)\. ", references, re.MULTILINE)]
    assert list(dict.fromkeys(cited)) == listed == list(range(1, len(listed) + 1))
    assert "Kenward MG, Roger JH" in references  # of the mixed model
    assert "Carpenter" not in references  # nothing is imputed


def test_signs_alone_are_plain_without_ids() -> None:
    assert without_ids("p \\< 0.001<!-- r1:p -->, \\<b>") == "p < 0.001, \\<b>"


def test_the_verb_prints_it_with_ids_or_without(text: str) -> None:
    assert call("manuscript", "tiny").out == text
    assert call("manuscript", "tiny", "--plain").out == without_ids(text)


def test_the_page_has_it_with_the_same_numbers(text: str) -> None:
    page = Layout("tiny").report.read_text("utf-8")
    paper = page.partition('<h2 id="paper">')[2].partition("</section>")[0]
    addresses = re.findall(r'data-ard="([^"]*)"', paper)
    assert addresses == [address for _, address in NUMBER.findall(text)]


def test_without_a_run_there_is_no_paper(tiny: Tiny) -> None:
    outcome = call("manuscript", "tiny")
    assert outcome.code == 3
    assert "run the trial" in outcome.err


def test_markdown_and_comments_stay_what_they_are() -> None:
    hostile = Phrase("5 *mm* <b>", "a--b-->/x:estimate")
    written = as_markdown("T", None, [("Results", [("see_", hostile, Work.COX)])])
    assert r"see\_5 \*mm\* \<b\><!-- a- -b- ->/x:estimate --> [1]" in written
    assert without_ids(written).count("<!--") == 0


def test_works_have_their_doi() -> None:
    without = {work.name for work in Work if "doi:10." not in work.text}
    assert without == {"ESTIMANDS", "HOLM"}
