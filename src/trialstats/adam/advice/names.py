"""Names that are not known and nearly are: a visit, an id, a code, a unit; and what tells them from the known ones."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from trialstats.adam.units import in_one_spelling
from trialstats.io.shown import shown
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.alike import difference, folded
from trialstats.trialfile.text.written import written, written_list
from trialstats.trialfile.trial import Trial

__all__ = ["name_advice", "one_id", "subject_advice", "unit_advice"]

FEWEST = 2  # ids that a prefix must make known
SHOWN_NAMES, MOST_KNOWN, LONGEST = 6, 2000, 100
SOME = 50  # of the names that are not known: thousands of them differ in the same way
SEPARATORS = "-_/. :"  # between the parts of an id
BETWEEN_DIGITS = re.compile(r"(?<=\d)[^\S\n]+(?=\d)")
ZEROS = re.compile(r"(?<![0-9])(?<![0-9]\.)0+(?=[0-9])")  # those of 1.01 are none: 1.1 may be 1.10


def one_id(text: str) -> str:
    """Write an id so that two are alike which nobody would take for two people: no zeros, case or invisible signs.

    A blank between digits stays: `1 12` and `11 2` are two.
    """
    return ZEROS.sub("", without_point(folded(BETWEEN_DIGITS.sub("_", text))))


def name_advice(
    column: str, texts: Sequence[str], known: Sequence[str], called: Mapping[str, Sequence[str]] | None = None
) -> Iterator[str]:
    """Name the nearest of the known names, and how it differs where that cannot be seen: once for all that do so.

    called: what the trial file calls them, and the codes of each.
    """
    said: dict[str, str] = {}
    likewise = Counter[str]()
    spelt = {folded(name): name for name in reversed(known)}
    for text in dict.fromkeys(text.strip() for text in texts[:SOME]):
        if called and text in called:
            codes = written_list([*called[text], text])
            said[text] = (
                f"{shown(text)} is what the trial file calls it: `codes: {codes}` says that the file does so too"
            )
        elif found := nearest_name(text, spelt):
            unlike = difference(text, found)
            if unlike in said:
                likewise[unlike] += 1
            else:
                said[unlike or text] = f"{shown(text)} in {column} may be {found}{unlike}"
        if len(said) == SHOWN_NAMES:
            break
    for key, sentence in said.items():
        others = "others" if len(texts) > SOME else f"{likewise[key]} more"
        yield f"{sentence} (and {others} likewise)" if likewise[key] else sentence


def nearest_name(text: str, spelt: Mapping[str, str]) -> str | None:
    """Find the known name that is the same but for its spelling, or the closest; spelt: the known ones by `folded`."""
    if not text or len(text) > LONGEST:
        return None
    if folded(text) in spelt:
        return spelt[folded(text)]
    some = {name: whole for name, whole in list(spelt.items())[-MOST_KNOWN:] if len(name) <= LONGEST}
    close = difflib.get_close_matches(folded(text), some, n=1, cutoff=0.6)
    return some[close[0]] if close else None


def subject_advice(
    column: str, texts: Sequence[str], source: Source, name: str, trial: Trial, known: Sequence[str]
) -> Iterator[str]:
    """Say which subjects ids may be: the same but for zeros, a site before or behind, or their spelling."""
    numbers = {without_zeros(one): one for one in reversed(known)}
    zeros = [text for text in texts if without_zeros(text) in numbers]
    if zeros:
        yield zeros_lost(column, zeros[0], numbers[without_zeros(zeros[0])], source, name, trial)
    others = [text for text in texts if without_zeros(text) not in numbers]
    if prefix := prefix_of(others, known):
        example = f"{prefix}{others[0]}"
        setting = f"`identifier: {written(f'{prefix}{{{column}}}')}` under sources.{name}"
        yield f"{shown(others[0])} in {column} may be {example} of the subjects file: {setting} reads it as that"
        return
    parts = {text: found for text in others[:SOME] if (found := whole_of(text, known))}
    for text, found in list(parts.items())[:1]:
        several = "" if len(source.subject) > 1 else f", which several columns can make up: `subject: [site, {column}]`"
        yield f"{shown(text)} in {column} may be {found} of the subjects file{several}"
    yield from name_advice(column, [text for text in others if text not in parts], known)


def without_zeros(text: str) -> str:
    """Write an id without the zeros before its numbers."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", without_point(text))


def without_point(text: str) -> str:
    """Write a whole number without decimals, which programs give ids that they take for numbers."""
    return re.sub(r"^([0-9]+)\.0+$", r"\1", text.strip())


def zeros_lost(column: str, text: str, found: str, source: Source, name: str, trial: Trial) -> str:
    """Say which file lost the zeros of its ids, and how to put them back."""
    whole = without_point(text)
    here = len(whole) < len(found) or whole != text.strip()
    short, long = (whole, found) if here else (found, whole)
    lost, called = (source, name) if here else (trial.sources[trial.subjects.source], trial.subjects.source)
    pad = ""
    if short.isdecimal() and long.isdecimal() and len(lost.subject) == 1:
        setting = f"`pad: {{{written(lost.subject[0])}: {len(long)}}}` under sources.{called}"
        pad = f": {setting} reads {text if here else short} as {long}"
    elif len(lost.subject) > 1:
        pad = f": `pad` under sources.{called} says how many digits a column of `subject` has"
    return (
        f"{shown(text)} in {column} may be {found} of the subjects file; {lost.file} has lost the zeros of its ids{pad}"
    )


def prefix_of(texts: Sequence[str], known: Sequence[str]) -> str | None:
    """Find the one text that, put before each of these ids, makes a known one, where there are two at least."""
    if len(texts) < FEWEST or not all(texts):
        return None
    ids = set(known)
    prefixes = {name.removesuffix(texts[0]) for name in known if name.endswith(texts[0])} - {""}
    fitting = [prefix for prefix in prefixes if all(prefix + text in ids for text in texts)]
    return fitting[0] if len(fitting) == 1 else None


def whole_of(text: str, known: Sequence[str]) -> str | None:
    """Find the one subject whose id ends or begins with this one, or the other way about, at a mark between parts."""

    def joined(one: str, other: str) -> bool:
        return len(one) > len(other) > 0 and (
            (one.endswith(other) and one[-len(other) - 1] in SEPARATORS)
            or (one.startswith(other) and one[len(other)] in SEPARATORS)
        )

    found = [name for name in known if joined(name, text) or joined(text, name)] if text else []
    return found[0] if len(found) == 1 else None


def unit_advice(column: str, texts: Sequence[str], dataset: Dataset) -> Iterator[str]:
    """Say how a unit is read: as another spelling of the declared one, or converted."""
    declared = dict.fromkeys(parameter.unit for parameter in dataset.parameters.values() if parameter.unit)
    for text in [text for text in texts if text.strip()][:SHOWN_NAMES]:
        same = next((unit for unit in declared if folded(unit) == folded(in_one_spelling(text))), None)
        if same:
            meant = f"{shown(text)} in {column} may be {same}{difference(text, same)}"
            units = f"`units: {{{written(same)}: {written_list([text])}}}` at the top of the trial file"
            yield f"{meant}: {units} takes it as that, wherever it stands"
        else:
            times = f"`convert: {{{written(text)}: ...}}` of the parameter"
            yield f"{times} says by what values in {shown(text)} are multiplied"
