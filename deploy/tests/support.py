"""What the tests of deploy/ share: a corpus, a program, folders compared.

PARAGRAF=/path/to/paragraf tests with the program itself on the sample corpus; without it a stub stands in on made text.
"""

import os
import random
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent.parent / "corpus"
STUB = HERE / "stub_paragraf.py"


def binary():
    """The program to test with."""
    return os.environ.get("PARAGRAF", str(STUB))


def corpus(folder):
    """The corpus to test on: the sample, or texts of few words that are shared by chance."""
    if "PARAGRAF" in os.environ:
        return SAMPLE
    draw = random.Random(7)
    for number in range(60):
        (folder / f"{number:03}.txt").write_text(" ".join(f"ord{draw.randrange(400)}" for _ in range(20)), encoding="utf-8")
    return folder


def run_alone(corpus, out):
    """One run on this machine, that slices must equal."""
    subprocess.run([binary(), "-q", "run", corpus, "--out", out], check=True, stdout=subprocess.DEVNULL)


def contents(out):
    """What an output folder holds by name; not what begins with a dot, nor run.json, which tells the time."""
    found = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out)
        hidden = name.parts[0].startswith(".") or (name.name.startswith(".") and name.parts[0] != "index")
        if path.is_file() and not hidden and str(name) != "run.json":
            found[str(name)] = path.read_bytes()
    return found


def assert_same(test, one, other):
    """Both folders hold the same files with the same bytes."""
    one, other = contents(one), contents(other)
    test.assertTrue(one, "nothing was written")
    test.assertEqual([], [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)])
