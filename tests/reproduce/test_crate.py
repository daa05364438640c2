"""The crate holds what RO-Crate 1.1 and the profiles of runs and workflows say MUST be there.

https://www.researchobject.org/ro-crate/specification/1.1/, https://w3id.org/ro/wfrun/process/0.5,
https://w3id.org/ro/wfrun/workflow/0.5, https://w3id.org/workflowhub/workflow-ro-crate/1.0
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.in_process import run_steps
from tests.reproduce.conftest import Kept
from tests.tiny import call

CRATE = Path("results/neck.crate")


@pytest.fixture
def graph(kept: Kept) -> dict[str, dict[str, Any]]:
    """The entities of the crate by their @id."""
    done = call("crate", "neck")
    assert (done.code, done.err) == (0, "")
    metadata = json.loads((CRATE / "ro-crate-metadata.json").read_text("utf-8"))
    assert metadata["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    entities: list[dict[str, Any]] = metadata["@graph"]
    ids = [entity["@id"] for entity in entities]
    assert len(ids) == len(set(ids))
    return dict(zip(ids, entities, strict=True))


def take_out_the_data_cut() -> None:
    """Declare no data cut, which nothing but the paper of tables and listings knows."""
    file = Path("neck.yaml")
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("data_cut:")), "utf-8")
    without = {"raw", "subjects", "dataset", "adsl", "adam", "analyse", "figure", "ard"}
    run_steps("neck", without=without)


def refs(value: Any) -> list[str]:
    return [one["@id"] for one in (value if isinstance(value, list) else [value])]


def test_the_descriptor_leads_to_the_root(graph: dict[str, dict[str, Any]]) -> None:
    descriptor, root = graph["ro-crate-metadata.json"], graph["./"]
    assert descriptor["@type"] == "CreativeWork"
    assert refs(descriptor["about"]) == ["./"]
    assert refs(descriptor["conformsTo"])[0] == "https://w3id.org/ro/crate/1.1"
    assert root["@type"] == "Dataset"
    assert root["name"]
    assert root["description"]
    assert dt.date.fromisoformat(root["datePublished"]) == dt.date(2024, 6, 30)
    assert refs(root["license"])[0] in graph


def test_the_root_conforms_to_the_profiles_which_are_described(graph: dict[str, dict[str, Any]]) -> None:
    profiles = refs(graph["./"]["conformsTo"])
    assert {"https://w3id.org/ro/wfrun/process/0.5", "https://w3id.org/ro/wfrun/workflow/0.5"} <= {*profiles}
    assert all(graph[profile]["@type"] == "CreativeWork" for profile in profiles)


def test_every_file_is_there_as_described_and_no_other(graph: dict[str, dict[str, Any]]) -> None:
    files = {name: entity for name, entity in graph.items() if "File" in entity["@type"]}
    there = {path.relative_to(CRATE).as_posix() for path in CRATE.rglob("*") if path.is_file()}
    assert {unquote(name) for name in files} == there - {"ro-crate-metadata.json"}
    assert {*refs(graph["./"]["hasPart"])} == files.keys()
    for name, entity in files.items():
        content = (CRATE / unquote(name)).read_bytes()
        assert (entity["sha256"], entity["contentSize"]) == (hashlib.sha256(content).hexdigest(), str(len(content)))


def test_the_main_workflow(graph: dict[str, dict[str, Any]]) -> None:
    workflow = graph[refs(graph["./"]["mainEntity"])[0]]
    assert workflow["@type"] == ["File", "SoftwareSourceCode", "ComputationalWorkflow"]
    assert graph[refs(workflow["programmingLanguage"])[0]]["@type"] == "ComputerLanguage"


def test_the_run_has_instrument_object_and_result(graph: dict[str, dict[str, Any]], kept: Kept) -> None:
    (name,) = refs(graph["./"]["mentions"])
    action = graph[name]
    assert action["@type"] == "CreateAction"
    assert action["instrument"] == graph["./"]["mainEntity"]
    manifest = kept.manifest
    assert {*refs(action["object"])} == {*manifest["inputs"], *manifest["trial_file"]}
    made = {f"results/neck/{output}" for output in manifest["outputs"]}
    assert {unquote(ref) for ref in refs(action["result"])} == made | {"results/neck/manifest.json"}


def test_every_reference_leads_somewhere(graph: dict[str, dict[str, Any]]) -> None:
    def within(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [value["@id"]] if value.keys() == {"@id"} else [ref for one in value.values() for ref in within(one)]
        return [ref for one in value for ref in within(one)] if isinstance(value, list) else []

    known = {*graph, "https://w3id.org/ro/crate/1.1"}
    assert {ref for entity in graph.values() for ref in within(entity)} <= known


def test_the_same_run_gives_the_same_bytes_and_an_earlier_crate_is_replaced(graph: dict[str, dict[str, Any]]) -> None:
    before = {path: path.read_bytes() for path in CRATE.rglob("*") if path.is_file()}
    (CRATE / "left.txt").write_text("of an earlier one")
    assert call("crate", "neck").code == 0
    assert {path: path.read_bytes() for path in CRATE.rglob("*") if path.is_file()} == before
    assert not list(Path("results").glob(".*.part"))


def test_what_is_refused(kept: Kept) -> None:
    Path("mine").mkdir()
    Path("mine/file").write_text("a")
    assert call("crate", "neck", "--to", "mine").lines == [
        "mine: is there already, and no crate; name a folder that is empty, or none yet"
    ]
    Path("data/neck/pain.csv").write_text("id\n")
    stale = call("crate", "neck")
    assert stale.code == 3
    assert "data/neck/pain.csv changed since the run" in stale.err
    assert not CRATE.exists()


def test_without_a_data_cut_it_has_no_date(kept: Kept) -> None:
    take_out_the_data_cut()
    undated = call("crate", "neck")
    assert undated.code == 2
    assert "data_cut: 2026-01-31" in undated.err
    assert not CRATE.exists()
