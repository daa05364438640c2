"""A small trial to begin with: a commented trial file and invented data, which run as they stand."""

from __future__ import annotations

from pathlib import Path
from string import Template

from trialstats.errors import SpecError
from trialstats.io.atomic import write_text
from trialstats.trialfile.named import new_trial

__all__ = ["write_starter"]

HERE = Path(__file__).parent
DATA = ("people.csv", "pain.csv", "events.csv")


def write_starter(name: str, root: Path = Path()) -> list[Path]:
    """Write the trial file of a name and its data under a folder; gives their paths, seen from there.

    SpecError where one of them is there already: nothing is overwritten.
    """
    texts = {new_trial(name, root): filled((HERE / "trial.yaml").read_text("utf-8"), name)}
    texts |= {Path("data") / name / file: (HERE / file).read_text("utf-8") for file in DATA}
    if there := [path for path in texts if (root / path).exists()]:
        raise SpecError([f"{path}: is there already, and is not overwritten" for path in there])
    for path, text in texts.items():
        write_text(root / path, text)
    return list(texts)


def filled(text: str, name: str) -> str:
    return Template(text).substitute(name=name, studyid=name.upper())
