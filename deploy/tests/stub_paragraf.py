#!/usr/bin/env python3
"""Stands in for the program where calls are tested and not results: the same commands, on words of text files.

    stub run CORPUS [--slice K/N] --out FOLDER [--jobs N]
    stub merge PART... --out FOLDER

A document of a run says which of its words the whole corpus has more than once, so that a merge of too few parts differs.
STUB_SECONDS makes each call take so long; STUB_FAULT=K:CODE ends slice K with that code, and STUB_SLOW=K:FILE makes slice K hang
until it is killed, STUB_KILLED=K:FILE makes it kill itself, once: FILE remembers that it did.
"""

import hashlib
import json
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path


def option(arguments, name):
    return arguments[arguments.index(name) + 1] if name in arguments else None


def documents(corpus, chosen):
    k, n = map(int, chosen.split("/"))
    for path in sorted(Path(corpus).rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        if int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % n == k - 1:
            yield path.name, text


def run(arguments):
    chosen, out = option(arguments, "--slice"), Path(option(arguments, "--out"))
    if "--no-such-flag" in arguments:
        print("no flag of this program: --no-such-flag", file=sys.stderr)
        sys.exit(2)
    act_out((chosen or "1/1").split("/")[0])
    read = dict(documents(arguments[0], chosen or "1/1"))
    out.mkdir(parents=True, exist_ok=True)
    if chosen:
        place(out / "part.json", json.dumps(read))
    else:
        tell(read, out)
    return 0 if read else 4


def tell(read, out):
    known = Counter(word for text in read.values() for word in text.split())
    rows = {name: [word for word in text.split() if known[word] > 1] for name, text in read.items()}
    out.mkdir(parents=True, exist_ok=True)
    place(out / "table.json", json.dumps(rows, sort_keys=True))


def act_out(number):
    """The faults that the environment asks for."""
    slice_to_fail, _, code = os.environ.get("STUB_FAULT", "").partition(":")
    if slice_to_fail == number:
        print("asked to fail", file=sys.stderr)
        sys.exit(int(code))
    if once("STUB_KILLED", number):
        os.kill(os.getpid(), signal.SIGKILL)
    if once("STUB_SLOW", number):
        time.sleep(600)
    time.sleep(float(os.environ.get("STUB_SECONDS", "0")))


def once(variable, number):
    """Whether a fault is asked for of this slice and was not acted out before."""
    chosen, _, note = os.environ.get(variable, "").partition(":")
    if chosen != number or Path(note).exists():
        return False
    Path(note).touch()
    return True


def merge(arguments):
    parts = [Path(word) for word in arguments[: next(at for at, word in enumerate(arguments) if word.startswith("--"))]]
    read = {}
    for part in parts:
        read |= json.loads((part / "part.json").read_text(encoding="utf-8"))
    tell(read, Path(option(arguments, "--out")))
    return 0 if read else 4


def place(path, text):
    """Beside its place, then renamed, as the program does."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.rename(path)


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "-q"]
    sys.exit({"run": run, "merge": merge}[words[0]](words[1:]))
