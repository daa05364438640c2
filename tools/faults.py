"""Disturb runs in every way that happens, and see that each ends where an undisturbed one does, byte for byte.

    python tools/faults.py                                 # the starter trial, 50 kills, every fault
    python tools/faults.py --trial laser --kills 50        # a trial of config/trials
    python tools/faults.py --only kill --seed 7

Everything is done in a temporary folder, with copies of trial file and data. Each fault is a line with what was done
and seen; the exit code is 1 where something was not as it should be.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from trialstats.plan.layout import Layout
from trialstats.steps.reproduce import copy_sources
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import find_trial, trial_path

STARTER = "neck"
LONGEST = 1800.0  # seconds that a run, or what is left of one, may take
DAY = 86_400
ALIVE = 75


@dataclass
class Trial:
    """A trial in a folder of its own. `outputs`: the digests of what an undisturbed run makes, by name."""

    name: str
    folder: Path
    outputs: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def top(self) -> Path:
        return self.folder / Layout(self.name).top

    def start(self, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        """Start a run in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "trialstats", "run", self.name],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=limit,
        )

    def run(self, limit: Callable[[], None] | None = None) -> tuple[int, str]:
        """Run to the end; gives the exit code and what was said."""
        process = self.start(limit)
        said, _ = process.communicate(timeout=LONGEST)
        return process.returncode, said

    def made(self) -> dict[str, str]:
        """Digest the outputs that lie there; logs and what is hidden are none."""
        files = (path for path in self.top.rglob("*") if path.is_file() and path.suffix != ".log")
        named = {path.relative_to(self.top).as_posix(): path for path in files}
        shown = {name: path for name, path in named.items() if not any(part[0] == "." for part in name.split("/"))}
        return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(shown.items())}

    def alive(self) -> list[int]:
        """Find the processes that work in the folder."""
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                if (entry / "cwd").resolve(strict=True).is_relative_to(self.folder) and int(entry.name) != os.getpid():
                    found.append(int(entry.name))
        return found

    def kinds(self) -> dict[str, int]:
        """Find a process of each kind that works in the folder."""
        return {kind_of(command_of(pid), command_of(parent_of(pid))): pid for pid in self.alive()}

    def wait_for(self, kind: str, process: subprocess.Popen[str]) -> int | None:
        """Wait until a process of a kind is at work; None where the run ends before one is seen."""
        while process.poll() is None:
            if (found := self.kinds().get(kind)) is not None:
                return found
            time.sleep(0.1)
        return None

    def quiet(self, longest: float = LONGEST) -> float:
        """Wait until nothing works in the folder any longer; gives the seconds that took, or raises Wrong."""
        start = time.monotonic()
        while alive := self.alive():
            if time.monotonic() - start > longest:
                raise Wrong(f"{len(alive)} processes still alive after {longest:.0f} s")
            time.sleep(0.1)
        return time.monotonic() - start

    def half_done(self) -> None:
        """See that every file that is there is whole: what an undisturbed run makes, byte for byte."""
        for name, digest in self.made().items():
            if self.outputs.get(name) != digest:
                raise Wrong(f"{name} is not what an undisturbed run makes")

    def ended(self) -> None:
        """See that everything is there, as an undisturbed run makes it, and nothing half-written."""
        made = self.made()
        named = made.keys() | self.outputs.keys()
        different = sorted(name for name in named if made.get(name) != self.outputs.get(name))
        if different:
            raise Wrong(f"{len(different)} files are not what an undisturbed run makes: {', '.join(different[:5])}")
        if left := list(self.top.rglob(".*.part")):
            raise Wrong(f"left half-written: {left[0].name}")

    def resumed(self) -> str:
        """Run again, and see that it ends as it should."""
        code, said = self.run()
        if code != 0:
            raise Wrong(f"the run after it ended with {code}: {last(said)}")
        self.ended()
        return "the run after it is the same, byte for byte"


class Wrong(Exception):
    """Something is not as it should be."""


def last(said: str) -> str:
    return " / ".join(line.strip() for line in said.strip().splitlines()[-3:])


def expect(said: str, *words: str) -> str:
    """Give the line that says what went wrong; Wrong where it is not said, or as a traceback."""
    if "Traceback" in said:
        raise Wrong(f"a traceback: {last(said)}")
    for line in said.splitlines():
        if any(word in line for word in words):
            return line.strip()
    raise Wrong(f"not said: {' or '.join(words)}; said: {last(said)}")


def prepare(name: str, folder: Path) -> Trial:
    """Put a trial into a folder: the starter trial, or copies of one of config/trials with its data."""
    folder.mkdir(parents=True)
    if name == STARTER:
        subprocess.run([sys.executable, "-m", "trialstats", "new", name], cwd=folder, check=True, capture_output=True)
        return Trial(name, folder)
    found = find_trial(name)
    with chdir(found.folder):
        return Trial(found.name, copy_sources(load_trial(trial_path(found.name)), Layout(found.name), folder))


@contextmanager
def copied(trial: Trial, folder: Path, *, finished: bool = False) -> Iterator[Trial]:
    """Give a copy of a trial, with its results or without, and remove it afterwards."""
    place = folder / "copy"
    left_out = shutil.ignore_patterns() if finished else shutil.ignore_patterns("results", ".snakemake")
    shutil.copytree(trial.folder, place, ignore=left_out, dirs_exist_ok=place.is_mount())
    copy = Trial(trial.name, place, trial.outputs, trial.seconds)
    try:
        yield copy
    finally:
        for pid in copy.alive():
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        for entry in place.iterdir() if place.is_mount() else [place]:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def kills(trial: Trial, folder: Path, number: int, chance: random.Random) -> Iterator[str]:
    """Kill a run at random moments, again and again, the whole group or its first process alone.

    Half of the moments are counted from when steps are at work, which begins late: nothing is written before.
    Each start goes on where the one before was killed; when one ends before it is killed, another begins from nothing.
    """
    done, ends, groups, busy, longest = 0, 0, 0, 0, 0.0
    while done < number:
        with copied(trial, folder) as copy:
            while done < number:
                process = copy.start()
                if chance.random() < 0.5:
                    copy.wait_for("step", process)
                if ended(process, chance.uniform(0.2, max(trial.seconds / 6, 1.0))):
                    said = process.communicate()[0]
                    if process.returncode != 0:
                        raise Wrong(f"after {done} kills a run ended with {process.returncode}: {last(said)}")
                    break
                whole = chance.random() < 0.7
                busy += "step" in copy.kinds()
                (os.killpg if whole else os.kill)(process.pid, signal.SIGKILL)
                process.wait()
                groups += whole
                done += 1
                if not whole and copy.alive() and (again := copy.run())[0] not in (ALIVE, 0):
                    raise Wrong(f"beside what a killed run left, a run ended with {again[0]}: {last(again[1])}")
                longest = max(longest, copy.quiet(30 if whole else LONGEST))
                copy.half_done()
                if done % 10 == 0:
                    yield f"{done} kills, {busy} of them during steps; every file is whole; {ends} runs ended, the same"
            copy.resumed()
            ends += 1
    yield f"{done} kills, {groups} of the whole group, {done - groups} of the first process alone; {busy} during steps"
    yield f"after each every file was whole, and nothing alive after {longest:.1f} s at most"
    yield f"{ends} runs ended that went on from them, each the same, byte for byte"


def ended(process: subprocess.Popen[str], seconds: float) -> bool:
    """Wait for a process; tell whether it ended in that time."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def lost_process(trial: Trial, folder: Path, chance: random.Random) -> Iterator[str]:
    """Kill one process of a run that is not its first, of each kind."""
    for kind, words in (
        ("step", "the step was killed"),
        ("caller", ""),
        ("server", "the process that does the steps of the run has ended"),
        ("snakemake", "Snakemake was killed"),
    ):
        with copied(trial, folder) as copy:
            process = copy.start()
            killed = kill_one(copy, process, kind, chance)
            said = process.communicate(timeout=LONGEST)[0]
            copy.quiet(30)
            copy.half_done()
            if process.returncode != 1:
                raise Wrong(f"{killed} was killed, and the run ended with {process.returncode}: {last(said)}")
            yield f"{killed} killed: exit code {process.returncode}: {expect(said, words)}"
            yield copy.resumed()


def kill_one(trial: Trial, process: subprocess.Popen[str], kind: str, chance: random.Random) -> str:
    """Kill the first process of a kind that is seen after a random time; gives its command."""
    time.sleep(chance.uniform(0.1, 0.5) * trial.seconds)
    while (pid := trial.wait_for(kind, process)) is not None:
        command = command_of(pid)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return f"{kind} ({' '.join(command[1:5])})"
    raise Wrong(f"no {kind} was seen before the run ended")


def kind_of(command: list[str], parent: list[str]) -> str:
    """Tell what a process of a run is: Snakemake, the server of steps, its child that does one, or who asked for it."""
    if "trialstats.steps.snakemake" in command:
        return "snakemake"
    if "trialstats.served" in command:
        return "step" if "trialstats.served" in parent else "server"
    return "caller" if "step" in command else ""


def command_of(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    return []


def parent_of(pid: int) -> int:
    """Find the parent of a process: the second field after its name in parentheses (proc(5)); 0 of one that is gone."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
    return 0


def full_disk(trial: Trial, folder: Path) -> Iterator[str]:
    """Let the disk be full: a small file system in memory, or, without the leave to mount one, a limit of file size."""
    with small_disk(folder / "copy", "3m") as mounted:
        if not mounted:
            yield from small_files(trial, folder)
            return
        with copied(trial, folder) as copy:
            code, said = copy.run()
            copy.quiet(60)
            copy.half_done()
            if code == 0:
                raise Wrong("the run ended with 0 on a disk that is full")
            yield f"a disk of 3 MB: exit code {code}: {expect(said, 'No space left', 'no room', 'disk is full')}"
            subprocess.run(["mount", "-o", "remount,size=2g", str(copy.folder)], check=True)
            yield copy.resumed()


def small_files(trial: Trial, folder: Path) -> Iterator[str]:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    with copied(trial, folder) as copy:
        code, said = copy.run(limit)
        copy.half_done()
        if code == 0:
            raise Wrong("the run ended with 0 although no file may have more than 30 kB")
        yield f"files of 30 kB at most: exit code {code}: {expect(said, 'File too large')}"
        yield copy.resumed()


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[bool]:
    """Mount a file system in memory; gives whether that could be done."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        place.rmdir()
    try:
        yield not done.returncode
    finally:
        if not done.returncode:
            subprocess.run(["umount", str(place)], check=False)
            place.rmdir()


def read_only(trial: Trial, folder: Path) -> Iterator[str]:
    """Let nothing be written into the results."""
    with copied(trial, folder) as copy:
        results = copy.folder / "results"
        results.mkdir()
        mount = subprocess.run(["mount", "--bind", "-o", "ro", results, results], check=False, capture_output=True)
        if mount.returncode:
            results.chmod(0o555)
        try:
            code, said = copy.run()
        finally:
            if not mount.returncode:
                subprocess.run(["umount", str(results)], check=True)
            results.chmod(0o755)
        if code == 0:
            raise Wrong("the run ended with 0 although nothing could be written")
        yield f"results that cannot be written: exit code {code}: {expect(said, 'Read-only', 'Permission denied')}"
        yield copy.resumed()


def clock(trial: Trial, folder: Path) -> Iterator[str]:
    """Move the times of files: what counts is what is in them."""
    for words, days, where in (
        ("data two days in the future", 2, "data"),
        ("data from 20 years ago", -7300, "data"),
        ("results two days in the future", 2, "results"),
        ("results from 20 years ago", -7300, "results"),
    ):
        with copied(trial, folder, finished=True) as copy:
            for path in (copy.folder / where).rglob("*"):
                moment = time.time() + days * DAY
                os.utime(path, (moment, moment))
            copy.resumed()
            code, said = copy.run()
            copy.ended()
            jobs = sum(" done, " in line for line in said.splitlines())
            yield f"{words}: the run after it is the same; one more makes {jobs} jobs (exit code {code})"


def hidden_change(trial: Trial, folder: Path) -> Iterator[str]:
    """Change the data and keep size and time of the file: the next run must see it, also after one that had no work."""
    with copied(trial, folder, finished=True) as copy:
        copy.resumed()
        with chdir(copy.folder):
            file = next(Path(name) for name in load_trial(trial_path(copy.name)).files if name.endswith(".csv"))
            stat, content = file.stat(), file.read_bytes()
            digit = max(content.rfind(str(number).encode()) for number in range(1, 9))
            file.write_bytes(content[:digit] + bytes([content[digit] + 1]) + content[digit + 1 :])
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        code, _ = copy.run()
        if copy.made() == trial.outputs:
            raise Wrong(f"{file} changed with its size and time kept, and the run made nothing again")
        yield f"{file} changed with its size and time kept: seen by the run (exit code {code})"
        with chdir(copy.folder):
            file.write_bytes(content)
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        yield f"and put back: {copy.resumed()}"


def two_at_once(trial: Trial, folder: Path) -> Iterator[str]:
    """Start a second run beside a living one."""
    with copied(trial, folder) as copy:
        process = copy.start()
        while not list((copy.folder / "results").glob(".*.lock")) and process.poll() is None:
            time.sleep(0.05)
        time.sleep(1)
        code, said = copy.run()
        first = process.communicate(timeout=LONGEST)[0]
        if code != ALIVE:
            raise Wrong(f"a second run ended with {code}: {last(said)}")
        if process.returncode != 0:
            raise Wrong(f"the first run ended with {process.returncode}: {last(first)}")
        copy.ended()
        yield f"the second: exit code {code}: {expect(said, 'still alive')}; the first is the same"


def main() -> int:
    faults = ("kill", "process", "two", "clock", "hidden", "full", "readonly")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trial", default=STARTER, help=f"a trial by name or file ({STARTER}: the starter trial)")
    parser.add_argument("--kills", type=int, default=50, help="at how many random moments runs are killed (50)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (1)")
    parser.add_argument("--only", default=",".join(faults), help="faults with commas between (all)")
    asked = parser.parse_args()
    chance, wrong = random.Random(asked.seed), 0
    with TemporaryDirectory(prefix="faults-") as temporary:
        folder = Path(temporary).resolve()
        trial = prepare(asked.trial, folder / "undisturbed" / "trial")
        start = time.monotonic()
        code, said = trial.run()
        trial.seconds = time.monotonic() - start
        if code != 0:
            print(f"the undisturbed run ended with {code}: {last(said)}", file=sys.stderr)
            return 1
        trial.outputs = trial.made()
        print(f"undisturbed: {len(trial.outputs)} files in {trial.seconds:.0f} s", flush=True)
        tried = {
            "kill": lambda: kills(trial, folder, asked.kills, chance),
            "process": lambda: lost_process(trial, folder, chance),
            "two": lambda: two_at_once(trial, folder),
            "clock": lambda: clock(trial, folder),
            "hidden": lambda: hidden_change(trial, folder),
            "full": lambda: full_disk(trial, folder),
            "readonly": lambda: read_only(trial, folder),
        }
        for name in asked.only.split(","):
            try:
                for line in tried[name]():
                    print(f"{name}: {line}", flush=True)
            except Wrong as what:
                wrong += 1
                print(f"{name}: WRONG: {what}", flush=True)
    print(f"{wrong} faults were not borne")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
