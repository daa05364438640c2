"""What is to be known of a variable of an ADaM dataset, whoever writes its metadata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["COLUMN", "LABEL_LENGTH", "NAME_LENGTH", "TEXT_LENGTH", "Origin", "Type", "Variable", "labelled", "short"]

Type = Literal["text", "integer", "float", "date"]
"""What its values are; a date is a day, which SAS holds as a number."""
Origin = Literal["Collected", "Derived", "Assigned", "Predecessor"]
"""Where its values come from, as Define-XML 2.1 says it; Predecessor: as ADSL has them."""
COLUMN = "Column of the source"

# What SAS transport files, and so agencies, allow.
NAME_LENGTH: Final = 8
LABEL_LENGTH: Final = 40
TEXT_LENGTH: Final = 200


@dataclass(frozen=True)
class Variable:
    """A variable of a dataset.

    label: at most 40 characters. codelist: the name of its codes (`codelists`), if it has any. derivation: how its
    values come about, in a sentence. words: what the trial file calls it, where that is another text than the label.
    whole: the label before it was cut to 40 characters; empty where it was not.
    """

    name: str
    label: str
    type: Type
    origin: Origin
    codelist: str | None = None
    derivation: str = ""
    words: str = ""
    whole: str = ""


def labelled(
    name: str, label: str, kind: Type, origin: Origin, codelist: str | None = None, derivation: str = ""
) -> Variable:
    """Describe a variable whose label may be longer than formats hold: then it is cut, and known in whole."""
    cut = short(label)
    return Variable(name, cut, kind, origin, codelist, derivation, whole=label if cut != label else "")


def short(text: str) -> str:
    """Bring a label to 40 characters, cut behind a word.

    >>> short("Number of sessions of treatment that were attended by week 12")
    'Number of sessions of treatment that ...'
    """
    if len(text) <= LABEL_LENGTH:
        return text
    room = LABEL_LENGTH - len(" ...")
    kept = text[:room]
    whole = kept if text[room] == " " else kept.rpartition(" ")[0] or kept
    return f"{whole.rstrip()} ..."
