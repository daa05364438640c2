"""What a run that was kept and the same run made again have not in common, with what each difference means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trialstats.plan.jobs import Plan
from trialstats.plan.origins import makers_of

__all__ = ["Outputs", "different_origins", "different_outputs", "different_platform", "reasons"]

Digests = Mapping[str, str]
SHOWN = 5  # modules of the program that are named
NONE = "none"
CHANGED_DATA = "the data are not those of the run: changed after it, or these are results of other data"
OTHER_TEXT = "changed after the run in what it says"
SAME_MEANING = "changed after the run, but in nothing that a job uses: comments, layout, order"
SAME_CODE = "the program is not the one of the run, but does the same: comments and docstrings alone"
OTHER_CODE = "the program is not the one of the run"
SIGNED = (
    "changed after it was made, and the manifest with it: data, trial file, program, versions and platform are those "
    "of the run, and do not give this file"
)


@dataclass(frozen=True)
class Outputs:
    """The outputs of a run by name, each with its digest: as the manifest has it, as it lies there, as made again."""

    recorded: Digests
    kept: Digests
    again: Digests

    @property
    def names(self) -> list[str]:
        return sorted(self.recorded.keys() | self.kept.keys() | self.again.keys())

    @property
    def alike(self) -> list[str]:
        """Those that are there, recorded and made again, with the same bytes."""
        return [name for name in self.names if self.recorded.get(name) == self.kept.get(name) == self.again.get(name)]

    @property
    def unlike(self) -> list[str]:
        """Those that are not what the raw data give."""
        return [name for name in self.names if self.kept.get(name) != self.again.get(name)]


def different_origins(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Name what is not what the run wrote down of its study, data, trial file, program and versions."""
    if recorded["STUDYID"] != now["STUDYID"]:
        yield f"manifest.json: expected study {now['STUDYID']}, found {recorded['STUDYID']}: results of another trial"
    for part in ("inputs", "trial_file", "house_style"):
        meaning = CHANGED_DATA
        if part != "inputs":
            meaning = OTHER_TEXT if spec_differs(recorded, now) else SAME_MEANING
        yield from (f"{line}: {meaning}" for line in apart(recorded[part], now[part]))
    program = list(apart(recorded["code"], now["code"], "trialstats/"))
    meaning = OTHER_CODE if code_differs(recorded, now) else SAME_CODE
    yield from (f"{line}: {meaning}" for line in program[:SHOWN])
    if len(program) > SHOWN:
        yield f"and {len(program) - SHOWN} more modules of the program"
    for line in apart(recorded["versions"], now["versions"]):
        yield f"{line}: another version than that of the run computes here"


def different_platform(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Name what of the platform is not what the run wrote down; of a run that wrote nothing down, nothing."""
    return list(apart(recorded["platform"], now["platform"])) if recorded["platform"] else []


def apart(expected: Digests, found: Digests, before: str = "") -> Iterator[str]:
    """Say of each name what was expected and what is found, where these differ."""
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            yield f"{before}{name}: expected {short(expected.get(name))}, found {short(found.get(name))}"


def short(value: str | None) -> str:
    """Show a digest by its beginning, and other values as they are."""
    if value is None:
        return NONE
    return f"sha256 {value[:12]}" if len(value) == 64 else value


def spec_differs(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return bool(recorded["jobs"].get("spec") != now["jobs"]["spec"])


def code_differs(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return bool(recorded["jobs"].get("code") != now["jobs"]["code"])


def reasons(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Say what can make a file come out otherwise although its data are the same, the likeliest first."""
    found = ["the trial file says something else than at the run"] if spec_differs(recorded, now) else []
    if recorded["versions"] != now["versions"]:
        found.append("other versions compute")
    elif code_differs(recorded, now):
        found.append("the program is another")
    platform = [line.partition(":")[0] for line in different_platform(recorded, now)]
    return found + ([f"the platform is another ({', '.join(platform)}), so last digits can differ"] if platform else [])


def different_outputs(
    outputs: Outputs, plan: Plan, inputs: Sequence[str], causes: Sequence[str], place: Callable[[str], str]
) -> Iterator[str]:
    """Name the outputs that are not as recorded, or not what the raw data give, and where that begins.

    inputs: the data files that changed. causes: what else can make a file come out otherwise. place: says of a name
    where its two files begin to differ.
    """
    top, makers = plan.layout.top, makers_of(plan)
    unlike = {top / name for name in outputs.unlike} | {Path(name) for name in inputs}
    follow = []
    for name in outputs.names:
        recorded, kept, again = (digests.get(name) for digests in (outputs.recorded, outputs.kept, outputs.again))
        job = makers.get(top / name)
        if recorded == kept == again:
            continue
        if kept == recorded and again is not None and job and unlike.intersection(plan.job(*job).inputs):
            follow.append(name)
            continue
        file = top / name if kept != again else plan.layout.manifest
        of = "" if kept != again else f"digest of {name}: "
        said = f"expected {short(again)}, found {short(kept if kept != again else recorded)}"
        where = place(name) if kept and again and kept != again else ""
        yield f"{file}: {of}{said}: {meaning_of(recorded, kept, again, causes)}" + (f" ({where})" if where else "")
    if follow:
        begin = "changed data" if inputs else "files named above"
        yield f"{len(follow)} files come out otherwise because they are made of {begin}: {', '.join(follow)}"


def meaning_of(recorded: str | None, kept: str | None, again: str | None, causes: Sequence[str]) -> str:
    """Say what it means that an output is not the same as recorded, as it lies there, and as made again."""
    if again is None:
        put = "put there after the run" if recorded is None else "put there, or asked for by another trial file"
        return f"{put}: no job of the trial makes it"
    if kept is None:
        return "removed after the run" if recorded else "neither there nor recorded, but the raw data give it"
    if kept == again:
        return "the manifest was changed after the run: the file is what the raw data give"
    if recorded == again:
        return "changed after the run: the raw data give what the manifest records"
    if recorded is None:
        return "not recorded by the run, and not what the raw data give"
    if recorded == kept:
        return f"comes out otherwise now: {'; '.join(causes)}" if causes else SIGNED
    return "changed after the run, and comes out otherwise now" + (f": {'; '.join(causes)}" if causes else "")
