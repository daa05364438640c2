"""The section on results: who was analysed, what was found, whether sensitivity analyses agree, harms, hypotheses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trialstats.manuscript.methods import of_role
from trialstats.manuscript.pieces import Paragraph, Piece, of_phrases
from trialstats.report.beyond_primary import harms
from trialstats.report.content import ReportContent
from trialstats.report.headline import Result, answer, headlines
from trialstats.report.multiplicity import conclusions
from trialstats.report.phrases import Phrase
from trialstats.report.sensitivity import NONE_PLANNED

__all__ = ["results"]


def analysed(told: Sequence[Phrase]) -> list[Phrase]:
    """Say who was analysed as a sentence: `Analysed were at Week 12, of the subjects randomised: ...`."""
    first, *others = told
    return [Phrase(f"Analysed were, {first.text[:1].lower()}{first.text[1:]}", first.ard), *others]


def stressed(found: Result) -> Iterator[Paragraph]:
    """Say what sensitivity analyses say of a result, where there are any."""
    told = [each for each in dict(found.notes).get("Sensitivity", ()) if each[0].text != NONE_PLANNED]
    if told:
        yield of_phrases(told)


def without_repeats(paragraph: Paragraph) -> Paragraph:
    """Say once what is said of each comparison alike, such as which direction is better."""
    kept: list[Piece] = []
    for piece in paragraph:
        text = piece.text if isinstance(piece, Phrase) and piece.ard is None else ""
        if not (text.strip().endswith(".") and text.strip() != "." and piece in kept):
            kept.append(piece)
    return tuple(kept)


def results(content: ReportContent) -> Iterator[Paragraph]:
    """Yield the paragraphs on results, in the sentences that the report has too."""
    for found in headlines(content):
        notes = dict(found.notes)
        yield without_repeats(of_phrases([*(analysed(each) for each in notes.get("Analysed", ())), *found.answers]))
        yield from stressed(found)
    for name, analysis in of_role(content, "secondary"):
        found = answer(content, name, analysis, content.trial.estimands[str(analysis.estimand)])
        yield without_repeats(of_phrases([(Phrase(f"{found.label}."),), *found.answers]))
        yield from stressed(found)
    if told := harms(content):
        yield of_phrases([(Phrase("Harms, by arm."),), *told])
    if concluded := conclusions(content).hypotheses:
        yield of_phrases([(Phrase("Confirmatory hypotheses."),), *concluded])
