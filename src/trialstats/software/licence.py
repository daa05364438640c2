"""Under which licence a package stands: what it says of itself, in the expressions of SPDX where it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import Distribution

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

__all__ = ["Copyleft", "Licence", "licence_of"]

UNKNOWN = "not stated"
STRONG = re.compile(r"\bA?GPL\b|\bA?GPL-|GNU (Affero )?General Public", re.IGNORECASE)
WEAK = re.compile(r"\bLGPL|\bMPL|\bEPL|Lesser General Public|Mozilla Public", re.IGNORECASE)

# What packages write that is no expression of SPDX, and what they mean.
SPELLINGS = {
    "mit license": "MIT",
    "the mit license (mit)": "MIT",
    "apache software license": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "2-clause bsd": "BSD-2-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "gpl-3.0": "GPL-3.0-only",
}
# What a text of a licence says that no other says, in the order in which it is asked.
TEXTS = (
    ("gnu general public license", "GPL-3.0-only"),
    ("mozilla public license", "MPL-2.0"),
    ("apache license, version 2.0", "Apache-2.0"),
    ("apache license version 2.0", "Apache-2.0"),
    ("permission is hereby granted, free of charge", "MIT"),
    ("permission to use, copy, modify, and/or distribute this software", "ISC"),
    ("neither the name", "BSD-3-Clause"),
    ("may not be used to endorse", "BSD-3-Clause"),
    ("redistributions in binary form must reproduce", "BSD-2-Clause"),
)
# Packages whose own words mislead, read by hand, with the evidence.
READ = {
    "packaging": ("Apache-2.0 OR BSD-2-Clause", "its LICENSE: under either, as the user chooses"),
    "docutils": (
        "BSD-2-Clause AND 0BSD AND LicenseRef-Public-Domain",
        "its COPYING: the one file under the GPL, an Emacs mode, is not in the package that is installed",
    ),
}


class Copyleft(StrEnum):
    """What a licence asks of those who pass the package on with a program of their own."""

    NONE = "none"
    WEAK = "weak"  # of changed files of the package alone
    STRONG = "strong"  # of the whole: GPL, AGPL


@dataclass(frozen=True)
class Licence:
    """A licence: an expression of SPDX, or the words of the package; where that is said."""

    name: str
    said_in: str
    spdx: bool = False

    @property
    def copyleft(self) -> Copyleft:
        """How far it reaches; an exception that lifts the GPL, or a choice of another licence, lifts the flag."""
        parts = [part for part in re.split(r"\bAND\b", self.name) if " WITH " not in part]
        for reach, pattern in ((Copyleft.STRONG, STRONG), (Copyleft.WEAK, WEAK)):
            if any(all(pattern.search(choice) for choice in re.split(r"\bOR\b", part)) for part in parts):
                return reach
        return Copyleft.NONE


def licence_of(package: Distribution) -> Licence:
    """Give the licence of a package: of its metadata the expression, the field, then its text, then the classifiers."""
    if package.name.lower() in READ:
        name, evidence = READ[package.name.lower()]
        return Licence(name, evidence, spdx=True)
    for text, said_in in ((said(package, "License-Expression"), "expression"), (said(package, "License"), "field")):
        if expression := as_spdx(text.strip()):
            return Licence(expression, said_in, spdx=True)
    for text in texts_of(package):
        if expression := recognised(text):
            return Licence(expression, "text", spdx=True)
    classifiers = package.metadata.get_all("Classifier") or []
    classified = [line.split(" :: ")[-1] for line in classifiers if line.startswith("License ::")]
    return Licence(" AND ".join(classified), "classifiers") if classified else Licence(UNKNOWN, "nowhere")


def said(package: Distribution, field: str) -> str:
    return str((package.metadata.get_all(field) or [""])[0])


def as_spdx(text: str) -> str:
    """Bring what a package writes to an expression of SPDX; nothing where it is none."""
    named = SPELLINGS.get(text.lower(), text)
    first = SPELLINGS.get(text.partition("\n")[0].strip().lower())  # of a whole text that stands in the field
    try:
        return str(canonicalize_license_expression(first or named))
    except InvalidLicenseExpression:
        return ""


def texts_of(package: Distribution) -> Iterator[str]:
    """Give the texts of licences: the field that holds one, and the files beside the metadata."""
    if "\n" in (field := said(package, "License")):
        yield field
    for file in package.files or []:
        own = file.parts[0].endswith(".dist-info") and len(file.parts) <= 3
        if own and file.name.lower().startswith(("licen", "copying")):
            yield file.read_text("utf-8")


def recognised(text: str) -> str:
    """Tell a licence by a sentence of its text; nothing where none is known. Only its beginning counts."""
    plain = " ".join(text.lower().split())[:4000]
    return next((expression for sentence, expression in TEXTS if sentence in plain), "")
