"""A finished run as a Workflow Run Crate: RO-Crate 1.1 and the profiles of its kind.

What MUST be there: https://w3id.org/ro/crate/1.1, https://w3id.org/ro/wfrun/workflow/0.5 and
https://w3id.org/workflowhub/workflow-ro-crate/1.0. No clock is asked: the crate is dated by the data cut, and the run,
whose times only SHOULD be told, by nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

__all__ = ["METADATA", "Part", "Role", "run_crate"]

METADATA = "ro-crate-metadata.json"
CRATE = "https://w3id.org/ro/crate/1.1"
PROCESS = "https://w3id.org/ro/wfrun/process/0.5"
WORKFLOW_RUN = "https://w3id.org/ro/wfrun/workflow/0.5"
WORKFLOW = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
CONTEXT = ["https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"]
PROFILES = {PROCESS: ("Process Run Crate", "0.5"), WORKFLOW_RUN: ("Workflow Run Crate", "0.5")}
PROFILES |= {WORKFLOW: ("Workflow RO-Crate", "1.0")}
SNAKEMAKE = "https://w3id.org/workflowhub/workflow-ro-crate#snakemake"
LICENCE = "https://spdx.org/licenses/Apache-2.0"
TERMS, PROGRAM = "#terms", "#trialstats"

FORMATS = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rtf": "application/rtf",
    ".svg": "image/svg+xml",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
}


class Role(StrEnum):
    """What a file is to the run."""

    OBJECT = "object"  # it was read
    RESULT = "result"  # it was made
    WORKFLOW = "workflow"  # the file that was run
    BESIDE = "beside"  # it tells of the program


@dataclass(frozen=True)
class Part:
    """A file of the crate: its path in it, its role, its digest and size, and what it is where that is not plain.

    original: its path as the run had it, where that was another.
    """

    path: str
    role: Role
    sha256: str
    size: int
    description: str = ""
    original: str = ""

    @property
    def ref(self) -> dict[str, str]:
        return {"@id": quote(self.path)}


def run_crate(
    study: str, title: str, day: str, parts: Sequence[Part], command: str, mark: str, versions: dict[str, str]
) -> dict[str, Any]:
    """Give the metadata of a crate.

    day: by which it is dated, ISO 8601. command: what was run. mark: that tells the run from others. versions: of the
    software, trialstats, snakemake and python among it.
    """
    (workflow,) = (part for part in parts if part.role == Role.WORKFLOW)
    action = f"#run-{mark}"
    graph = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": [{"@id": CRATE}, {"@id": WORKFLOW}],
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": f"{study}: {title}",
            "description": f"A run of trialstats: the data and the trial file of {study}, and every result of them.",
            "datePublished": day,
            "license": {"@id": TERMS},
            "conformsTo": [{"@id": profile} for profile in PROFILES],
            "hasPart": [part.ref for part in parts],
            "mainEntity": workflow.ref,
            "mentions": {"@id": action},
        },
        {
            "@id": action,
            "@type": "CreateAction",
            "name": f"Run of {study}",
            "description": command,
            "instrument": workflow.ref,
            "object": [part.ref for part in parts if part.role == Role.OBJECT],
            "result": [part.ref for part in parts if part.role == Role.RESULT],
            "actionStatus": "http://schema.org/CompletedActionStatus",
        },
        *contextual(versions),
        *(described(part) for part in parts),
    ]
    return {"@context": CONTEXT, "@graph": graph}


def contextual(versions: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Describe what the crate is of besides files: profiles, terms, licence, language, program."""
    for profile, (name, version) in PROFILES.items():
        yield {"@id": profile, "@type": "CreativeWork", "name": name, "version": version}
    yield {
        "@id": TERMS,
        "@type": "CreativeWork",
        "name": "Terms of the trial",
        "description": "Data and results of the subjects of a trial: no licence is given with them. Who gave you this "
        "crate says what may be done with it.",
    }
    yield {"@id": LICENCE, "@type": "CreativeWork", "name": "Apache License 2.0", "identifier": LICENCE}
    yield {
        "@id": SNAKEMAKE,
        "@type": "ComputerLanguage",
        "name": "Snakemake",
        "identifier": "https://snakemake.readthedocs.io",
        "url": "https://snakemake.readthedocs.io",
        "version": versions["snakemake"],
    }
    yield {
        "@id": PROGRAM,
        "@type": "SoftwareApplication",
        "name": "trialstats",
        "softwareVersion": versions["trialstats"],
        "license": {"@id": LICENCE},
        "softwareRequirements": f"Python {versions['python']}",
    }


def described(part: Part) -> dict[str, Any]:
    """Describe a file."""
    path = PurePosixPath(part.path)
    entity: dict[str, Any] = {**part.ref, "@type": "File", "name": path.name}
    if part.role == Role.WORKFLOW:
        entity["@type"] = ["File", "SoftwareSourceCode", "ComputationalWorkflow"]
        entity["programmingLanguage"] = {"@id": SNAKEMAKE}
        entity["license"] = {"@id": LICENCE}
        entity["softwareRequirements"] = {"@id": PROGRAM}
    entity |= {"description": part.description} if part.description else {}
    entity |= {"alternateName": part.original} if part.original else {}
    entity |= {"encodingFormat": form} if (form := FORMATS.get(path.suffix.lower())) else {}
    return entity | {"contentSize": str(part.size), "sha256": part.sha256}
