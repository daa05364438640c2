"""Terms that the standard has no word for: the sponsor's, which the document declares."""

from __future__ import annotations

import re
from typing import Any

from trialstats.standards.define.displays import PURPOSES, REASON

__all__ = ["extensions", "file_type", "identifier", "purpose", "reason"]

OF_REASON = "SPONSOR_REASON"
ROLES = ("sensitivity", "supplementary", "description")
FILE_TYPES = ("rtf", "pdf")
FURTHER_TYPES = ("html", "docx", "csv", "svg")


def identifier(*parts: object) -> str:
    """Make an identifier of words: letters, digits, points and underscores."""
    return ".".join(re.sub(r"[^A-Za-z0-9_]+", "_", str(part)).strip("_") or "_" for part in parts)


def reason() -> dict[str, str]:
    """Say why an analysis was made: the trial file asks for it."""
    return {"sponsorTermId": OF_REASON}


def purpose(role: str) -> dict[str, str]:
    """Say what an analysis is for."""
    return {"controlledTerm": PURPOSES[role]} if role in PURPOSES else {"sponsorTermId": identifier("PURPOSE", role)}


def file_type(ending: str) -> dict[str, str]:
    """Say what a file is."""
    return {"controlledTerm": ending} if ending in FILE_TYPES else {"sponsorTermId": identifier("FILE", ending)}


def extensions() -> list[dict[str, Any]]:
    """Declare the sponsor's terms."""
    terms = {
        "AnalysisReasonEnum": [(OF_REASON, REASON)],
        "AnalysisPurposeEnum": [(identifier("PURPOSE", role), role.upper()) for role in ROLES],
        "OutputFileTypeEnum": [(identifier("FILE", ending), ending) for ending in FURTHER_TYPES],
    }
    return [
        {
            "id": f"EXT.{enumeration}",
            "enumeration": enumeration,
            "sponsorTerms": [{"id": oid, "submissionValue": value} for oid, value in found],
        }
        for enumeration, found in terms.items()
    ]
