"""What the checks of names share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.trial import Trial

__all__ = ["Broken", "Missing", "parameters_of", "unknown"]

Broken = Iterator[tuple[tuple[str | int, ...], str]]


class Missing(str):
    """Says that something is nowhere in the file: `what` is its name, its key or its section.

    It is not held against the author where that was taken out because of another mistake.
    """

    what: str

    def __new__(cls, text: str, what: str) -> Missing:
        made = super().__new__(cls, text)
        made.what = what
        return made


def unknown(what: str, name: str, known: Iterable[str], sign: str = "= {} ") -> Missing:
    """Say that a name leads nowhere; `sign` stands before it where the path does not end in the name."""
    return Missing(f"{sign.format(name)}is not a known {what}{nearest(name, known)}", name)


def parameters_of(trial: Trial, dataset: str) -> list[str]:
    """List the parameters of a dataset in the order declared, derived ones last."""
    declared = trial.datasets[dataset]
    scored = declared.instrument.parameters if declared.instrument else ()
    return [*declared.parameters, *scored, *declared.derived]
