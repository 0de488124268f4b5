"""The job arrays, with an `sbatch` that does each job at once and in order."""

import os
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import HERE, assert_same, binary, corpus, run_alone

SUBMIT = HERE.parent / "slurm" / "submit.sh"
SBATCH = """#!/usr/bin/env bash
set -e
array=1
while [[ $1 == --* ]]; do
  case $1 in --array=1-*) array=${1#--array=1-} ;; --dependency=*) [[ $1 == --dependency=afterok:7 ]] ;; esac
  shift
done
for SLURM_ARRAY_TASK_ID in $(seq "$array"); do
  export SLURM_ARRAY_TASK_ID
  bash "$@" >&2
done
echo "7;cluster"
"""


class OverSlurm(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("bin", "corpus"):
            (self.folder / name).mkdir()
        sbatch = self.folder / "bin" / "sbatch"
        sbatch.write_text(SBATCH)
        sbatch.chmod(sbatch.stat().st_mode | stat.S_IXUSR)
        self.corpus = corpus(self.folder / "corpus")

    def submit(self, *more, **environment):
        paths = [self.corpus, self.folder / "out", self.folder / "work"]
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            [SUBMIT, *paths, *more],
            env={**os.environ, "PATH": path, "PARAGRAF": binary(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def test_slices_give_what_one_run_gives(self):
        ran = self.submit("5")
        self.assertEqual((ran.returncode, ran.stdout), (0, "7\n"), ran.stderr)
        run_alone(self.corpus, self.folder / "alone")
        assert_same(self, self.folder / "alone", self.folder / "out")
        self.assertEqual([], list((self.folder / "work").glob("*/.*")), "nothing is left of attempts")

    @unittest.skipIf("PARAGRAF" in os.environ, "the stub fails when asked to")
    def test_a_slice_that_fails_ends_the_chain_and_the_next_goes_on(self):
        self.assertNotEqual(self.submit("5", STUB_FAULT="3:2").returncode, 0)
        self.assertEqual({"1", "2"}, {path.name for path in (self.folder / "work" / "parts").iterdir()})
        self.assertEqual(self.submit("5").returncode, 0)
        self.assertEqual(self.submit("6").returncode, 2, "parts of another plan are not taken")


if __name__ == "__main__":
    unittest.main()
