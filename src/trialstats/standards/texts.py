"""Texts as a transport file holds them: ASCII, without blanks at their end, no longer than 200 bytes a variable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from trialstats.standards.dataset import Change
from trialstats.standards.letters import plain
from trialstats.trialfile.parts.submission import LONGEST_NAME, LONGEST_TEXT

__all__ = ["pieces", "prepared_texts"]


def prepared_texts(
    values: pd.Series[str], place: str, letters: Mapping[str, str]
) -> tuple[pd.Series[str], list[Change], list[str]]:
    """Write texts in ASCII and without blanks at their end; an empty one is missing, as SAS has no other.

    Gives the texts, what was changed, letter by letter, and a problem for each letter that nothing is known to stand
    for.
    """
    texts = values.astype("object").where(values.notna(), None)
    counts = Counter(text for text in texts if text is not None)
    dataset, _, variable = place.partition(".")
    written: dict[str, str] = {}
    used: Counter[tuple[str, str]] = Counter()
    unknown: dict[str, str] = {}
    for text, count in counts.items():
        now, found = plain(str(text), letters)
        for letter, said in found.items():
            if said is None:
                unknown.setdefault(letter, str(text))
            else:
                used[letter, said] += count
        written[text] = now.rstrip(" ")
    changes = [Change(dataset, variable, "letter", was, now, count) for (was, now), count in sorted(used.items())]
    blanks = sum(count for text, count in counts.items() if str(text).endswith(" "))
    changes += [Change(dataset, variable, "blanks at the end", "", "", blanks)] if blanks else []
    changes += merged(counts, written, dataset, variable)
    problems = [
        f"{place}: {text!r} has {letter!r} (U+{ord(letter):04X}), and transport files hold printable ASCII: "
        f"say what stands for it, `submission: letters: {{{letter!r}: ...}}`"
        for letter, text in sorted(unknown.items())
    ]
    kept = texts.map(lambda text: written.get(text) or None, na_action="ignore")
    return kept.astype("object").where(kept.notna(), None), changes, problems


def merged(counts: Mapping[str, int], written: Mapping[str, str], dataset: str, variable: str) -> list[Change]:
    """Tell of texts that were different and are the same now."""
    same: dict[str, list[str]] = {}
    for was, now in written.items():
        same.setdefault(now, []).append(was)
    return [
        Change(dataset, variable, "texts became one", " | ".join(texts), now, sum(counts[text] for text in texts))
        for now, texts in sorted(same.items())
        if len(texts) > 1
    ]


def pieces(texts: pd.Series[str], name: str, taken: set[str]) -> dict[str, pd.Series[str]]:
    """Divide texts of more than 200 bytes among variables NAME, NAME1, NAME2, ..., before a blank where there is one.

    The parts of a text, one behind the other, are the text.
    """
    divided = [divide(text) if text is not None else [] for text in texts]
    count = max([1, *map(len, divided)])
    names, number = [name], 1
    while len(names) < count:
        further = f"{name[: LONGEST_NAME - len(str(number))]}{number}"
        names += [further] if further not in taken else []
        number += 1
    return {
        part: pd.Series([text[at] if at < len(text) else None for text in divided], index=texts.index, dtype="object")
        for at, part in enumerate(names)
    }


def divide(text: str) -> list[str]:
    """Cut a text into pieces that do not end in a blank, which would be lost."""
    found = []
    while len(text) > LONGEST_TEXT:
        end = text.rfind(" ", 1, LONGEST_TEXT + 1)
        while end > 0 and text[end - 1] == " ":
            end -= 1
        end = end if end > 0 else LONGEST_TEXT
        found.append(text[:end])
        text = text[end:]
    return [*found, text]
