"""`python -m demo.identity_provider --port 8092 --data DIR [--issuer URL]`."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from demo.identity_provider.server import make_server


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="demo.identity_provider", description="Sign-on of the demo city's people."
    )
    parser.add_argument("--port", type=int, default=8092)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, required=True, help="state folder shared with the platform")
    parser.add_argument("--issuer", default="", help="address under which browsers and the platform reach it")
    given = parser.parse_args()
    server = make_server(given.port, given.data, given.host, given.issuer)
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
