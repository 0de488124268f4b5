#!/usr/bin/env python3
"""Spreads `paragraf run` over a Ray cluster: many small slices, each a call of the binary, joined by `merge`.

    python3 paragraf_ray.py CORPUS --out OUTPUT --work FOLDER --slices 256 [--address HEAD:6379]

The engine is Ray's: it hands a slice to whichever node is free and starts it again when a node is lost. Here is only what is
ours: which calls there are, in which order, and that a part is there whole or not at all. CORPUS, OUTPUT and FOLDER are seen
by all nodes under the same path; `paragraf` is installed on each.

1. `run CORPUS --slice K/N --out PART` reads a slice, its pictures of pages too: what takes long
2. `merge PART... --out OUTPUT` does the rest on one node, with all its cores: the same bytes as a run on one machine

Started again with the same FOLDER it goes on where it was. Exit codes are the program's own.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import shlex
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

# nothing is told to others unasked; a cluster that was started elsewhere has its own setting
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

import ray

OK, SOME_FAILED, NOTHING_USABLE, USAGE = 0, 3, 4, 2
# a slice without a usable document is a part like another: the merge says what the whole holds
DONE = (OK, SOME_FAILED, NOTHING_USABLE)
UNFINISHED = ".attempt-"  # in the name of a folder that is being written


class Lost(Exception):
    """The program was ended from outside (out of memory, a node that shuts down): worth another try."""


class Refused(Exception):
    """The program can't do what it was asked; another try would end the same."""


@dataclass(frozen=True)
class Job:
    """What every call needs to know."""

    binary: str
    corpus: str
    out: Path
    work: Path
    slices: int
    cpus: int
    flags: tuple[str, ...]
    merge_flags: tuple[str, ...]

    @property
    def parts(self) -> Path:
        return self.work / "parts"

    def part(self, number: int) -> Path:
        return self.parts / f"{number:05}-of-{self.slices:05}"


@dataclass(frozen=True)
class Done:
    """How a call ended."""

    code: int
    seconds: float
    node: str


# What runs on a node


def work_slice(job: Job, number: int) -> Done:
    """Read one slice, into a folder beside its place that is then renamed."""
    place = job.part(number)
    attempt = place.with_name(f"{place.name}{UNFINISHED}{uuid.uuid4().hex}")
    attempt.parent.mkdir(parents=True, exist_ok=True)
    arguments = ["run", job.corpus, "--slice", f"{number}/{job.slices}", "--out", attempt, "--jobs", job.cpus]
    done = call(job, [*arguments, *job.flags])
    settle(attempt, place)
    return done


def settle(attempt: Path, place: Path) -> None:
    """Give a finished folder its name, unless another attempt was first: both hold the same bytes."""
    try:
        attempt.rename(place)
    except OSError:
        if not place.is_dir():
            raise
        shutil.rmtree(attempt, ignore_errors=True)


def merge(job: Job) -> Done:
    """Join all parts into the output folder."""
    parts = [job.part(number) for number in range(1, job.slices + 1)]
    return call(job, ["merge", *parts, "--out", job.out, *job.merge_flags])


def call(job: Job, arguments: list) -> Done:
    """Call the program; its messages are shown only where it fails."""
    command, started = [job.binary, "-q", *map(str, arguments)], time.monotonic()
    node = f"{socket.gethostname()}/{ray.get_runtime_context().get_node_id()[:8]}"
    libc = ctypes.CDLL(None)
    try:
        # the program ends with its worker, or a slice that was given up would still take a core
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            preexec_fn=lambda: libc.prctl(1, signal.SIGKILL),  # PR_SET_PDEATHSIG
        )
    except OSError as error:
        raise Refused(f"{node}: {job.binary} can't be started: {error}") from None
    if ran.returncode in DONE:
        return Done(ran.returncode, time.monotonic() - started, node)
    told = f"{node}: {' '.join(command[:8])} ... ended with {ran.returncode}: {ran.stderr.strip()[-2000:]}"
    raise Lost(told) if ran.returncode < 0 or ran.returncode == 130 else Refused(told)


# What runs where the command was given


class Cluster:
    """Ray, as far as it is used here."""

    def __init__(self, address: str | None, cpus: int, retries: int):
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
        self.cpus = cpus
        self.options = {"num_cpus": cpus, "max_retries": retries, "retry_exceptions": [Lost]}

    def start(self, function: Callable, *arguments) -> ray.ObjectRef:
        return ray.remote(function).options(**self.options).remote(*arguments)

    def room(self) -> int:
        """Calls that the nodes of this moment can hold at a time."""
        return int(ray.cluster_resources().get("CPU", 0) // self.cpus)


def spread(cluster: Cluster, job: Job, numbers: Iterable[int], patience: float) -> dict[int, str]:
    """Read all these slices; what can't be done is returned with why.

    All are handed to Ray at once, which gives each free core the next. Once none waits any more and cores are idle, a slice
    that takes `patience` times as long as the others is started a second time: its node may be slow or ill. The first wins.
    """

    def begin(number: int) -> ray.ObjectRef:
        return cluster.start(work_slice, job, number)

    running = {begin(number): number for number in numbers}
    left, twice, seconds, failed = set(running.values()), set(), [], {}
    total, tail = len(left), None
    while left:
        finished, _ = ray.wait(list(running), timeout=0.5, fetch_local=False)
        for ref in finished:
            number = running.pop(ref)
            if number not in left:
                continue
            try:
                done = ray.get(ref)
                seconds.append(done.seconds)
                say(f"{total - len(left) + 1}/{total}: slice {number}, {done.seconds:.1f} s on {done.node}")
            except Exception as error:  # whatever ended it, the other slices go on
                if number in running.values():
                    continue  # its second attempt still runs
                failed[number] = reason(error)
            left.discard(number)
            give_up(running, number)
        room = cluster.room()
        if len(left) > room or not seconds:
            tail = None
            continue
        tail = tail or time.monotonic()
        if time.monotonic() - tail > patience * statistics.median(seconds):
            late = sorted(left - twice)[: max(0, room - len(running))]
            running |= {begin(number): number for number in late}
            twice.update(late)
    return failed


def give_up(running: dict, number: int) -> None:
    """End the other attempt at a slice that is done."""
    for ref in [ref for ref, other in running.items() if other == number]:
        del running[ref]
        ray.cancel(ref, force=True)


def reason(error: Exception) -> str:
    """What a call said, without Ray's stack."""
    cause = getattr(error, "cause", None)
    return str(cause or error).strip()


def work(cluster: Cluster, job: Job, patience: float) -> int:
    """Both steps, leaving out what an earlier start has done."""
    numbers = [number for number in range(1, job.slices + 1) if not job.part(number).is_dir()]
    failed = spread(cluster, job, numbers, patience)
    remove_unfinished(job.parts)
    if failed:
        for number, why in sorted(failed.items()):
            say(f"slice {number} failed: {why}")
        return NOTHING_USABLE
    done = ray.get(cluster.start(merge, job))
    say(f"merged {job.slices} parts: {done.seconds:.1f} s on {done.node}")
    return done.code


def remove_unfinished(folder: Path) -> None:
    """What attempts left that were given up, here or by an earlier start."""
    for path in folder.glob(f"*{UNFINISHED}*"):
        shutil.rmtree(path, ignore_errors=True)


def prepare(job: Job) -> None:
    """Make the working folder ours: parts of another plan (corpus, slices, flags) would be merged with these."""
    plan = job.work / "plan.json"
    wanted = {**asdict(job), "cpus": None, "out": None, "merge_flags": None, "corpus_state": state_of(job.corpus)}
    wanted = json.loads(json.dumps(wanted, default=str))
    if job.work.is_dir() and any(job.work.iterdir()) and not plan.is_file():
        raise Refused(f"{job.work} holds other things; name an empty folder or a new one with --work")
    if plan.is_file() and json.loads(plan.read_text(encoding="utf-8")) != wanted:
        say(f"{job.work} was of another corpus, number of slices or flags: its parts are made anew")
        shutil.rmtree(job.parts, ignore_errors=True)
    job.parts.mkdir(parents=True, exist_ok=True)
    remove_unfinished(job.parts)
    plan.write_text(json.dumps(wanted, indent=1), encoding="utf-8")


def state_of(corpus: str) -> str:
    """Changes when a file of the corpus does: names, sizes and times, not contents, since the slices read those anyway."""
    state = hashlib.sha256()
    for path in sorted(Path(corpus).rglob("*")):
        if path.is_file():
            seen = path.stat()
            state.update(f"{path.relative_to(corpus)}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return state.hexdigest()


def say(message: str) -> None:
    print(f"paragraf_ray: {message}", file=sys.stderr, flush=True)


def parse(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, epilog="Flags after -- go to `paragraf run`: -- --ocr never"
    )
    parser.add_argument("corpus", type=Path, help="folder of PDF and text files, the same path on all nodes")
    parser.add_argument("--out", type=Path, required=True, help="folder of results")
    parser.add_argument("--work", type=Path, required=True, help="folder for parts, seen by all nodes; may be deleted afterwards")
    parser.add_argument("--slices", type=int, default=64, help="many more than there are cores, so that none is left alone at the end")
    parser.add_argument("--address", help="of the cluster's head [default: a cluster of this machine alone]")
    parser.add_argument("--binary", default="paragraf", help="the program on each node")
    parser.add_argument("--cpus", type=int, default=1, help="cores that a slice takes")
    parser.add_argument("--retries", type=int, default=3, help="times a slice is started again when its node or process is lost")
    parser.add_argument("--patience", type=float, default=3.0, help="a straggler takes so many times as long as the others")
    parser.add_argument("--merge-flags", default="", help="flags of `paragraf merge`, in one word: '--csv excel-sv'")
    words = sys.argv[1:] if words is None else words
    # parted here: argparse takes what stands after -- for the corpus' own place, or refuses it where options stand between
    cut = words.index("--") if "--" in words else len(words)
    arguments = parser.parse_args(words[:cut])
    arguments.flags = words[cut + 1 :]
    return arguments


def main() -> int:
    arguments = parse()
    job = Job(
        binary=arguments.binary,
        corpus=str(arguments.corpus.resolve()),
        out=arguments.out.resolve(),
        work=arguments.work.resolve(),
        slices=arguments.slices,
        cpus=arguments.cpus,
        flags=tuple(arguments.flags),
        merge_flags=tuple(shlex.split(arguments.merge_flags)),
    )
    try:
        if not Path(job.corpus).is_dir():
            raise Refused(f"{job.corpus} is no folder")
        prepare(job)
    except Refused as error:
        say(str(error))
        return USAGE
    cluster = Cluster(arguments.address, arguments.cpus, arguments.retries)
    try:
        return work(cluster, job, arguments.patience)
    except Exception as error:  # a merge that failed: the parts are kept, the next start begins there
        say(reason(error))
        return NOTHING_USABLE


if __name__ == "__main__":
    sys.exit(main())
