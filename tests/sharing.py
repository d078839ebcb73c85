"""How the tests are shared out among workers: what belongs together stays together, what takes long begins first.

A file stays on one worker, so that what it makes once is made once; files with `xdist_group` stay together and share a
running platform or a browser. A long one that began last would leave the other worker idle.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadGroupScheduling

LONG = {
    "browser": 250,
    "chaos": 200,
    "tests/looks/test_public.py": 150,
    "tests/looks/test_desk.py": 130,
    "tests/journeys/test_every_journey.py": 120,
    "processes": 110,
    "tests/demo_city/test_drive.py": 40,
    "source": 25,
}
"""Seconds of a group or a file, roughly: only their order counts. Of groups that share what stands before a dash
(`browser-1`) each counts as much; a group that is not here counts as a minute."""
_GROUP = 60


def scope(item: pytest.Item) -> str:
    """What a test stays together with: its group, else its file."""
    mark = item.get_closest_marker("xdist_group")
    return str(mark.args[0]) if mark else _file(item.nodeid)


def longest_first(items: list[pytest.Item]) -> None:
    """Put what takes long at the beginning and leave everything else in its (random) order."""
    items.sort(key=lambda item: seconds(scope(item)), reverse=True)


def seconds(where: str) -> int:
    """How long a group or a file takes, roughly."""
    if "/" in where:
        return LONG.get(where, 0)
    return LONG.get(where.partition("-")[0], _GROUP)


class ByFile(LoadGroupScheduling):
    """Groups and whole files, in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        super().__init__(config, log)  # type: ignore[arg-type]
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        found = super()._split_scope(nodeid)
        return _file(nodeid) if found == nodeid else found


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]
