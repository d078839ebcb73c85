"""`python -m demo.gateway --port 8093 [--mode sms=down]`."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from demo.gateway.server import make_server


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="demo.gateway", description="Message gateway of the demo city.")
    parser.add_argument("--port", type=int, default=8093)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--data", type=Path, help="state folder shared with the platform; nothing is kept there"
    )
    parser.add_argument("--mode", action="append", default=[], metavar="CHANNEL=MODE", help="start broken")
    given = parser.parse_args()
    server = make_server(given.port, given.host)
    for rule in given.mode:
        channel, _sign, mode = rule.partition("=")
        server.kept.switch(channel, mode)
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
