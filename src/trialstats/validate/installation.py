"""What is installed and where: the package's files, its libraries, the machine."""

from __future__ import annotations

import base64
import hashlib
import locale
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import trialstats
from trialstats.plan.workflow import LOCK, PACKAGE
from trialstats.provenance import file_digest

if TYPE_CHECKING:
    from packaging.requirements import Requirement

__all__ = ["Files", "described", "installed_files", "locked", "needed", "threads", "version_of"]

NAME = "trialstats"


@dataclass(frozen=True)
class Files:
    """The files of the package by their paths in it: what was recorded, what is found, and where it was recorded."""

    recorded: Mapping[str, str]
    found: Mapping[str, str]
    source: str


def distribution() -> metadata.Distribution | None:
    """The installed distribution, where the package that runs is its; None in a clone."""
    try:
        held = metadata.distribution(NAME)
    except metadata.PackageNotFoundError:
        return None
    return held if Path(str(held.locate_file(NAME))).resolve() == PACKAGE else None


def installed_files() -> Files | None:
    """Hash the package's files: of a wheel beside its RECORD, of a clone beside its commit; None where neither is."""
    held = distribution()
    return of_commit() if held is None else of_record(held)


def of_record(held: metadata.Distribution) -> Files:
    recorded, found = {}, {}
    for file in held.files or ():
        if file.parts[0] != NAME or file.hash is None:
            continue
        name, path = "/".join(file.parts[1:]), Path(str(held.locate_file(file)))
        recorded[name] = file.hash.value
        content = path.read_bytes() if path.is_file() else b""
        digest = hashlib.new(file.hash.mode, content).digest()
        found[name] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() if path.is_file() else "absent"
    added = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*") if path.is_file()}
    for name in sorted(added - recorded.keys()):
        if not name.endswith(".pyc"):
            recorded[name], found[name] = "absent", "added"
    return Files(recorded, found, f"RECORD of {NAME} {held.version} (SHA-256)")


def of_commit() -> Files | None:
    top = PACKAGE.parents[1]
    try:
        commit = git(top, "rev-parse", "HEAD").strip()
        listed = git(top, "ls-tree", "-r", "HEAD", "--", str(PACKAGE.relative_to(top)))
        changed = git(top, "status", "--porcelain", "--", str(PACKAGE.relative_to(top)))
    except (OSError, subprocess.CalledProcessError):
        return None
    recorded = {line.partition("\t")[2]: line.split()[2] for line in listed.splitlines()}
    found = dict(recorded)
    for line in changed.splitlines():
        name = line[3:].strip('"').rpartition(" -> ")[2]
        recorded.setdefault(name, "absent")
        found[name] = "changed" if (top / name).exists() else "absent"
    return Files(recorded, found, f"commit {commit}")


def git(top: Path, *words: str) -> str:
    run = subprocess.run(["git", "-C", str(top), *words], capture_output=True, text=True, check=True)
    return run.stdout


def version_of(name: str) -> str:
    """The installed version of a library, or that it is absent."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


def needed() -> list[Requirement]:
    """What the package says that it needs at run time."""
    from packaging.requirements import Requirement

    said = [Requirement(text) for text in metadata.requires(NAME) or ()]
    return [one for one in said if one.marker is None or one.marker.evaluate({"extra": ""})]


def locked(file: Path | None = None) -> dict[str, str] | None:
    """The versions that a lock pins for this machine; of the clone's lock, or None where there is none."""
    from packaging.requirements import Requirement

    file = file or LOCK
    if not file.is_file():
        return None
    lines = (line.rstrip(" \\") for line in file.read_text("utf-8").splitlines() if line[:1].isalnum())
    pins = [Requirement(line) for line in lines]
    return {one.name: next(iter(one.specifier)).version for one in pins if one.marker is None or one.marker.evaluate()}


def threads() -> str:
    """How many threads linear algebra takes."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return os.environ.get("OMP_NUM_THREADS", "not limited")
    pools = {f"{pool['internal_api']} {pool['num_threads']}" for pool in threadpool_info()}
    return ", ".join(sorted(pools)) or os.environ.get("OMP_NUM_THREADS", "not limited")


@cache
def described() -> dict[str, str]:
    """Describe package, Python, machine, linear algebra, language and threads, in the order of the protocol."""
    import numpy as np

    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    held = distribution()
    files = installed_files()
    return {
        NAME: trialstats.__version__,
        "Installed": f"as a package ({files.source})" if held and files else files.source if files else "as files",
        "Folder": str(PACKAGE),
        "Code and data, SHA-256 of all": digest_of_all(),
        "Python": f"{platform.python_version()} ({platform.python_implementation()}, {sys.executable})",
        "System": platform.platform(),
        "Machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "Linear algebra": f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip(),
        "Threads of linear algebra": threads(),
        "Language": ".".join(part or "none" for part in locale.getlocale()),
        "Encoding of files": locale.getpreferredencoding(False),
        "Executed on": platform.node() or "unknown",
    }


def digest_of_all() -> str:
    """One SHA-256 over the names and contents of the package's files."""
    total = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            total.update(f"{path.relative_to(PACKAGE).as_posix()} {file_digest(path)}\n".encode())
    return total.hexdigest()
