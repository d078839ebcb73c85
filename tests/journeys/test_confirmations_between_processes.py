"""What somebody agreed to must read the same in every process, whatever order its sets have there."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
from bancheng.journeys.queries.confirmations import _plain
from bancheng.kernel.canonical import digest
print(digest(_plain({"answers": {"extras": frozenset({"card", "insurance", "vaccination", "childcare"})}})))
"""


def test_an_answer_of_several_has_one_digest_in_all_processes() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(1, 5)
    }
    assert len(digests) == 1
