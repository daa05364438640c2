"""A SLURM cluster of one controller and two nodes on this machine, started and stopped: for trying profiles/slurm.

    python -m tests.cluster.slurm start     # as root, with Debian's slurm-wlm and munge installed
    python -m tests.cluster.slurm stop

Each node says it has `CPUS` processors, whatever the machine has. What SLURM writes stands in FOLDER. Its settings must
lie in /etc/slurm, for a job's own `srun` looks nowhere else; settings that are not ours are left, and refused.
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["NODES", "cluster", "is_installed", "start", "stop", "stop_node"]

FOLDER = Path("/tmp/trialstats-slurm")
SETTINGS = Path("/etc/slurm/slurm.conf")
OURS = "# Written by tests/cluster/slurm.py of trialstats."
NODES = {"n1": 17001, "n2": 17002}
CPUS = 2
MEMORY_MB = 8000
PATIENCE = 60.0

TEXT = """\
{ours}
ClusterName=trialstats
SlurmctldHost={host}(127.0.0.1)
AuthType=auth/munge
SlurmUser=root
SlurmdUser=root
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
JobRequeue=0
SlurmdTimeout=10
MinJobAge=300
JobCompType=jobcomp/none
JobAcctGatherType=jobacct_gather/none
SlurmctldPidFile={folder}/controller.pid
SlurmctldLogFile={folder}/controller.log
StateSaveLocation={folder}/state
SlurmdPidFile={folder}/%n.pid
SlurmdLogFile={folder}/%n.log
SlurmdSpoolDir={folder}/spool.%n
{nodes}
PartitionName=work Nodes={names} Default=YES MaxTime=INFINITE State=UP
"""


def is_installed() -> bool:
    """Tell whether the programs are here."""
    return all(shutil.which(name) for name in ("slurmctld", "slurmd", "munged", "sbatch", "squeue"))


def settings() -> str:
    """Write the settings of the cluster."""
    host = socket.gethostname()
    size = f"CPUs={CPUS} RealMemory={MEMORY_MB}"
    nodes = "\n".join(
        f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} {size} State=UNKNOWN"
        for name, port in NODES.items()
    )
    return TEXT.format(ours=OURS, host=host, folder=FOLDER, nodes=nodes, names=",".join(NODES))


def start() -> None:
    """Start munge, the controller and the nodes; returns when both nodes wait for work."""
    if SETTINGS.is_file() and not SETTINGS.read_text("utf-8").startswith(OURS):
        raise SystemExit(f"{SETTINGS} holds the settings of another cluster, which stay as they are")
    stop()
    for name in ("state", *(f"spool.{node}" for node in NODES)):
        (FOLDER / name).mkdir(parents=True)
    SETTINGS.parent.mkdir(exist_ok=True)
    SETTINGS.write_text(settings(), encoding="utf-8")
    if subprocess.run(["munge", "-n"], capture_output=True, check=False).returncode:
        subprocess.run(["mkdir", "-p", "/run/munge"], check=True)
        subprocess.run(["chown", "munge:munge", "/run/munge"], check=True)
        subprocess.run(["runuser", "-u", "munge", "--", "munged"], check=True)
    subprocess.run(["slurmctld"], check=True)
    for node in NODES:
        start_node(node)
    until(lambda: states() == dict.fromkeys(NODES, "idle"), "the nodes wait for work")


def start_node(node: str) -> None:
    """Start the daemon of a node."""
    subprocess.run(["slurmd", "-N", node], check=True)


def stop_node(node: str) -> None:
    """Kill a node as a machine that loses its power: its daemon, and the jobs that it holds."""
    held = subprocess.run(["squeue", "-h", "-w", node, "-o", "%A"], capture_output=True, text=True, check=True)
    kill(FOLDER / f"{node}.pid")
    for job in held.stdout.split():
        subprocess.run(["pkill", "-9", "-f", f"job{int(job):05d}/slurm_script"], check=False)
    subprocess.run(["scontrol", "update", f"NodeName={node}", "State=DOWN", "Reason=lost"], check=True)


def stop() -> None:
    """Stop what runs of the cluster and remove what it wrote."""
    if SETTINGS.is_file() and SETTINGS.read_text("utf-8").startswith(OURS):
        subprocess.run(["scancel", "--user", "root"], capture_output=True, check=False)
        for file in FOLDER.glob("*.pid"):
            kill(file)
        SETTINGS.unlink()
    shutil.rmtree(FOLDER, ignore_errors=True)


def kill(file: Path) -> None:
    """Kill the process that a file names, if it lives."""
    if file.is_file():
        subprocess.run(["kill", f"-{signal.SIGKILL.value}", file.read_text("utf-8").strip()], check=False)
        file.unlink(missing_ok=True)


def states() -> dict[str, str]:
    """Give the state of each node, as SLURM says it."""
    told = subprocess.run(["sinfo", "-h", "-N", "-o", "%N %T"], capture_output=True, text=True, check=False).stdout
    return dict(line.split(maxsplit=1) for line in told.splitlines())


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit(f"not so after {PATIENCE:g} s: {what}; see {FOLDER}")
        time.sleep(0.2)


@contextmanager
def cluster() -> Iterator[None]:
    """The cluster, as long as it is needed."""
    start()
    try:
        yield
    finally:
        stop()


if __name__ == "__main__":
    {"start": start, "stop": stop}[sys.argv[1]]()
