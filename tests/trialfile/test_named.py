"""A trial by its name or its file, and the folder that the paths in the file start from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.tiny import TRIAL_FILE, Tiny, call
from trialstats.errors import SpecError
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import TrialFile, find_trial, trial_name, trial_path


def refusal(name: str) -> str:
    with pytest.raises(SpecError) as caught:
        find_trial(name)
    return str(caught.value)


def test_a_trial_that_is_not_there_and_the_nearest_that_is(tiny: Tiny) -> None:
    shutil.copy(TRIAL_FILE, "config/trials/chow2006.yaml")
    expected = {
        "tinny": "config/trials/tinny.yaml: no such trial file (did you mean `tiny`?)",
        "laser": "config/trials/laser.yaml: no such trial file (known: chow2006, tiny)",
        "tinny.yaml": "config/trials/tinny.yaml: no such trial file (did you mean `tiny`?)",
        "config/trials/tinny.yaml": "config/trials/tinny.yaml: no such trial file (did you mean `tiny`?)",
        "../tiny.yaml": "../tiny.yaml: no such trial file",
        "elsewhere/tiny.yaml": "elsewhere/tiny.yaml: no such trial file",
    }
    assert {name: refusal(name) for name in expected} == expected
    with pytest.raises(SpecError, match=r"nowhere\.yaml: no such file"):
        load_trial(Path("nowhere.yaml"))


@pytest.mark.parametrize("name", ["tiny", "tiny.yaml", TRIAL_FILE, f"./{TRIAL_FILE}", "data/../" + TRIAL_FILE])
def test_a_trial_of_the_clone_starts_from_the_top(tiny: Tiny, name: str) -> None:
    assert find_trial(name) == TrialFile("tiny", Path.cwd(), Path(TRIAL_FILE))


def test_wherever_the_clone_is_seen_from(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = TrialFile("tiny", Path.cwd(), Path(TRIAL_FILE))
    monkeypatch.chdir("config/trials")
    assert [find_trial(name) for name in ("tiny", "tiny.yaml", "../trials/tiny.yaml")] == [expected] * 3


def test_a_file_of_ones_own_starts_from_its_folder(tiny: Tiny) -> None:
    folder = Path("a study, 2024").absolute()
    folder.mkdir()
    Path(TRIAL_FILE).rename(folder / "pain-1.yaml")
    expected = TrialFile("pain-1", folder, Path("pain-1.yaml"))
    assert find_trial("a study, 2024/pain-1.yaml") == find_trial(str(folder / "pain-1.yaml")) == expected
    assert find_trial("pain-1", folder) == find_trial("pain-1.yaml", folder) == expected


def test_without_a_folder_of_trials_the_files_beside_the_user_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refusal("pain") == "pain.yaml: no such trial file"
    Path("pains.yaml").touch()
    assert refusal("pain") == "pain.yaml: no such trial file (did you mean `pains`?)"


def test_two_files_of_one_name_would_share_their_results(tiny: Tiny) -> None:
    shutil.copy(TRIAL_FILE, "tiny.yaml")
    said = f"{TRIAL_FILE} and tiny.yaml are two trials of one name, with one place for results: rename one"
    assert {refusal(name) for name in ("tiny", "tiny.yaml", TRIAL_FILE)} == {said}


@pytest.mark.parametrize("name", ["../trials/tiny", "a b", "t\u00efny", "x/", "tiny.yaml.bak"])
def test_what_is_not_the_name_of_a_trial(tiny: Tiny, name: str) -> None:
    said = f"{name} is not the name of a trial, which has letters, digits, _ and - only"
    assert refusal(name) == said
    with pytest.raises(SpecError) as caught:
        trial_path(name)
    assert str(caught.value) == said


@pytest.mark.parametrize("name", [".yaml", "my trial.yaml", "a/b/t\u00efny.yaml", "tiny.v1.yaml"])
def test_what_is_not_the_name_of_a_trial_file(tiny: Tiny, name: str) -> None:
    assert refusal(name) == f"{name} is not the name of a trial, which has letters, digits, _ and - only before .yaml"


@pytest.mark.parametrize("name", ["tiny.yml", "a/tiny.YAML"])
def test_an_ending_that_is_nearly_right(tiny: Tiny, name: str) -> None:
    assert refusal(name) == f"{name}: the name of a trial file ends in .yaml, in small letters: rename it"


def test_a_trial_without_a_name(tiny: Tiny) -> None:
    with pytest.raises(SpecError, match=r"^'' is not the name of a trial"):
        trial_name("")


def test_a_check_from_elsewhere_writes_beside_the_file_and_says_where_it_is(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("study").mkdir()
    Path(TRIAL_FILE).rename("study/pain.yaml")
    Path("data").rename("study/data")
    Path("elsewhere").mkdir()
    top = Path.cwd()
    monkeypatch.chdir("elsewhere")
    checked = call("check", "../study/pain.yaml")
    assert (checked.code, checked.err) == (0, "in ../study:\n")
    assert checked.out == "pain: trial file and data are in order (0 records listed; see the report)\n"
    assert not list((top / "elsewhere").iterdir())
    assert (top / "study/results/pain/.checked.json").is_file()
    assert call("check", "pain").err == ""  # the working folder is the trial's by now


def test_the_manifest_of_a_trial_names_its_file_from_its_folder(tiny: Tiny) -> None:
    import json

    Path(TRIAL_FILE).rename("pain.yaml")
    assert call("step", "manifest", "pain").code == 0
    manifest = json.loads(tiny.read("results/pain/manifest.json"))
    assert list(manifest["trial_file"]) == ["pain.yaml"]
    assert str(Path.cwd()) not in tiny.read("results/pain/manifest.json")
