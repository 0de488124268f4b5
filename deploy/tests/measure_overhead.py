#!/usr/bin/env python3
"""What a Ray cluster costs beside one process with the same cores: four nodes of one core on this machine, which is up
before the clock starts, against one `paragraf run`, turn about.

    PARAGRAF=target/release/paragraf python3 deploy/tests/measure_overhead.py CORPUS [--slices 16] [--rounds 3] [-- --ocr never]

Both use all cores of the machine. Asserts the same bytes.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from support import HERE, assert_same, binary

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
from ray.cluster_utils import Cluster

SCRIPT = HERE.parent / "ray" / "paragraf_ray.py"
NODES = 4


def seconds(command):
    """How long a command took that may say that single documents failed."""
    began = time.monotonic()
    ended = subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert ended.returncode in (0, 3), ended.stderr
    return time.monotonic() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--slices", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    words = sys.argv[1:]
    cut = words.index("--") if "--" in words else len(words)
    asked, flags = parser.parse_args(words[:cut]), words[cut + 1 :]
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    alone, spread = [], []
    try:
        for _ in range(NODES):
            cluster.add_node(num_cpus=1, wait=True)
        for _ in range(asked.rounds):
            with tempfile.TemporaryDirectory() as folder:
                folder = Path(folder)
                alone.append(seconds([binary(), "-q", "run", asked.corpus, "--out", folder / "alone", *flags]))
                command = [sys.executable, SCRIPT, asked.corpus, "--out", folder / "out", "--work", folder / "work"]
                command += ["--slices", asked.slices, "--address", cluster.address, "--binary", binary(), "--", *flags]
                spread.append(seconds(command))
                assert_same(unittest.TestCase(), folder / "alone", folder / "out")
    finally:
        cluster.shutdown()
    one, many = statistics.median(alone), statistics.median(spread)
    print(f"one process {one:.1f} s, {NODES} nodes and {asked.slices} slices {many:.1f} s: {100 * (many / one - 1):+.0f} %")
    print("same bytes in every round")


if __name__ == "__main__":
    main()
