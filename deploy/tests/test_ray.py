"""Slices over a real Ray cluster of several nodes on this machine, one of which is killed on the way.

    PARAGRAF=target/release/paragraf python3 -m unittest discover deploy/tests
"""

import os
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock
from pathlib import Path

from support import HERE, STUB, assert_same, binary, corpus, run_alone

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
try:
    import ray
    from ray.cluster_utils import Cluster
except ImportError:
    raise unittest.SkipTest("left out: Ray is not installed") from None

SCRIPT = HERE.parent / "ray" / "paragraf_ray.py"
SLICES = 12


class OverRay(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "corpus").mkdir()
        self.corpus = corpus(self.folder / "corpus")
        # the head has no cores: it can't be the one that is killed
        self.cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
        self.addCleanup(self.cluster.shutdown)

    def nodes(self, count, **environment):
        """Nodes of one core each; what they start has this environment."""
        with unittest.mock.patch.dict(os.environ, environment):
            return [self.cluster.add_node(num_cpus=1, wait=True) for _ in range(count)]

    def start(self, *more, binary=None, slices=SLICES):
        command = [sys.executable, SCRIPT, self.corpus, "--out", self.folder / "out", "--work", self.folder / "work"]
        command += ["--slices", slices, "--address", self.cluster.address, "--binary", binary or globals()["binary"](), *more]
        # Ray tells of lost nodes on stdout
        return subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def end(self, started, code):
        _, told = started.communicate(timeout=300)
        self.assertEqual(started.returncode, code, told)
        return told

    def wait_for_parts(self, count):
        """Until so many parts are whole."""
        until = time.monotonic() + 120
        while sum(".attempt-" not in path.name for path in (self.folder / "work" / "parts").glob("*-of-*")) < count:
            self.assertLess(time.monotonic(), until, "it does not get on")
            time.sleep(0.02)

    def test_a_node_lost_on_the_way_changes_nothing(self):
        # a process that is killed (out of memory) is as little a failure as a node
        nodes = self.nodes(4, STUB_SECONDS="0.2", STUB_KILLED=f"7:{self.folder}/was-killed")
        started = self.start()
        self.wait_for_parts(2)
        self.cluster.remove_node(nodes.pop(), allow_graceful=False)
        self.wait_for_parts(5)
        self.cluster.remove_node(nodes.pop(), allow_graceful=False)
        told = self.end(started, 0)
        # of four nodes two are lost, perhaps before they gave anything
        self.assertGreater(len({line.split(" on ")[1] for line in told.splitlines() if " on " in line}), 1, told)
        run_alone(self.corpus, self.folder / "alone")
        assert_same(self, self.folder / "alone", self.folder / "out")
        self.assertEqual([], list((self.folder / "work").rglob("*.attempt-*")), "what attempts left is removed")

    def test_a_straggler_is_started_a_second_time(self):
        self.nodes(3, STUB_SLOW=f"5:{self.folder}/was-slow", STUB_SECONDS="0.1")
        began = time.monotonic()
        self.end(self.start(binary=STUB), 0)
        self.assertLess(time.monotonic() - began, 60, "the slow one was waited for")
        self.assertTrue((self.folder / "was-slow").exists())

    def test_a_slice_that_fails_is_told_and_the_next_start_goes_on(self):
        self.nodes(1, STUB_FAULT="3:2")
        told = self.end(self.start(binary=STUB, slices=4), 4)
        self.assertIn("slice 3 failed", told)
        self.assertIn("asked to fail", told)
        self.assertFalse((self.folder / "out").exists())
        self.cluster.remove_node(self.cluster.worker_nodes.copy().pop())
        self.nodes(1)
        told = self.end(self.start(binary=STUB, slices=4), 0)
        self.assertIn("1/1: slice 3", told)

    def test_flags_after_two_dashes_are_those_of_the_program(self):
        self.nodes(1)
        told = self.end(self.start("--patience", "9", "--", "--no-such-flag", binary=STUB, slices=2), 4)
        self.assertIn("--no-such-flag", told)

    def test_a_folder_of_other_things_is_left_alone(self):
        (self.folder / "work").mkdir()
        (self.folder / "work" / "mine.txt").write_text("mine")
        self.assertIn("holds other things", self.end(self.start(binary=STUB), 2))
        self.assertEqual(["mine.txt"], [path.name for path in (self.folder / "work").iterdir()])


if __name__ == "__main__":
    unittest.main()
