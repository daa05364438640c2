"""Installation: Python, libraries, files, arithmetic."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from trialstats.validate.requirement import Comparison, Domain, NotRun, admits, near, same

__all__ = ["installed", "use_lock"]

installed = Domain("IQ", "Installation", "IQ", "validation.md")

_LOCK: list[Path] = []


def use_lock(file: Path | None) -> None:
    """Hold the versions installed against this lock and not the clone's."""
    _LOCK[:] = [] if file is None else [file]


@installed.requires(
    "01", "Python is of a version that the package is made for.", tests=("tests/workflow/test_environment.py",)
)
def python() -> Iterator[Comparison]:
    from importlib import metadata

    from packaging.specifiers import SpecifierSet

    wanted = metadata.metadata("trialstats")["Requires-Python"]
    version = ".".join(map(str, sys.version_info[:3]))
    met = version in SpecifierSet(wanted)
    yield admits("version of Python", wanted, version, met=met, source="the package's metadata: Requires-Python")


@installed.requires(
    "02",
    "Every library that the package needs at run time is there, in a version that its metadata admit.",
    tests=("tests/workflow/test_environment.py",),
)
def libraries() -> Iterator[Comparison]:
    from trialstats.validate.installation import needed, version_of

    for one in needed():
        version = version_of(one.name)
        met = version != "absent" and one.specifier.contains(version, prereleases=True)
        yield admits(one.name, str(one.specifier), version, met=met, source="the package's metadata: Requires-Dist")


@installed.requires(
    "03",
    "The libraries are those that the package was tested with, as requirements.lock pins them.",
    tests=("tests/workflow/test_environment.py",),
)
def lock() -> Iterator[Comparison]:
    from trialstats.validate.installation import locked, version_of

    pins = locked(_LOCK[0] if _LOCK else None)
    if pins is None:
        raise NotRun("an installed package has no lock: name that of its release with --lock requirements.lock")
    for name, version in pins.items():
        yield same(name, version, version_of(name), source="requirements.lock")


@installed.requires(
    "04",
    "The files of the package are those that were released: none is changed, absent or added.",
    tests=("tests/validate/test_installation.py",),
)
def files() -> Iterator[Comparison]:
    from trialstats.validate.installation import installed_files

    held = installed_files()
    if held is None:
        raise NotRun("neither the RECORD of an installed package nor a commit says what the files should be")
    for name, digest in held.recorded.items():
        yield same(name, digest, held.found[name], source=held.source)


@installed.requires(
    "05",
    "Numbers are binary64 of IEEE 754, and linear algebra on one thread gives the exact solution of a system that is "
    "known to be hard (Hilbert's matrix of order 8) as far as its condition allows.",
    tests=("tests/validate/test_installation.py",),
)
def arithmetic() -> Iterator[Comparison]:
    import numpy as np

    ieee = "IEEE 754-2019, binary64"
    yield same("digits of the significand", 53, sys.float_info.mant_dig, source=ieee)
    yield same("largest exponent", 1024, sys.float_info.max_exp, source=ieee)
    yield same("0.1 + 0.2", "0.30000000000000004", repr(0.1 + 0.2), source=ieee)
    order = 8
    exact = [[Fraction(1, row + column + 1) for column in range(order)] for row in range(order)]
    right = np.array([float(sum(row)) for row in exact])
    solved = np.linalg.solve(np.array(exact, dtype=float), right)
    for place, number in enumerate(solved):
        source = "exact fractions; tolerance: condition number 1.5e10 times 2^-53, four-fold"
        yield near(f"solution {place + 1}", 1.0, number, within=4 * 1.5e10 * 2.0**-53, source=source)
    matrix = np.arange(1.0, 10.0).reshape(3, 3)
    yield near("determinant of 1..9", 0.0, np.linalg.det(matrix), within=1e-14, source="closed form")
    for name, value in (("eigenvalue 1", 1.0), ("eigenvalue 2", 3.0)):
        place = int(name[-1]) - 1
        found = np.linalg.eigvalsh(np.array([[2.0, 1.0], [1.0, 2.0]]))[place]
        yield near(f"{name} of [[2, 1], [1, 2]]", value, found, within=1e-14, source="closed form")


@installed.requires(
    "06",
    "Texts are read and written as UTF-8, and numbers with a point, whatever the language of the machine.",
    tests=("tests/io",),
)
def texts() -> Iterator[Comparison]:
    from tempfile import TemporaryDirectory

    from trialstats.io.atomic import write_text

    words = "µV ≥ 3 – naïve, Müller"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        write_text(path, words)
        yield same("bytes of a text", words.encode("utf-8").hex(), path.read_bytes().hex(), source="UTF-8 (RFC 3629)")
    yield same("1234.5 written", "1234.5", f"{1234.5}", source="Python's language reference")
