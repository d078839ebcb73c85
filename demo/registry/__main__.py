"""`python -m demo.registry --port 8091 --data DIR [--fail marriage=down]`."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from demo.registry.server import PLATFORM, make_server


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="demo.registry", description="Department systems of the demo city.")
    parser.add_argument("--port", type=int, default=8091)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, required=True, help="state folder shared with the platform")
    parser.add_argument("--fail", action="append", default=[], metavar="PATH=MODE", help="start broken")
    parser.add_argument("--platform", default=PLATFORM, help="where deaths are told (POST /admin/death)")
    given = parser.parse_args()
    server = make_server(given.port, given.data, given.host, given.platform)
    for rule in given.fail:
        path, _sign, mode = rule.partition("=")
        server.department.switchboard.set(path, mode)
    signal.signal(signal.SIGTERM, lambda *_ignored: sys.exit(0))
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
