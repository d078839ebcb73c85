"""One client process of `bench.http`: `python -m bench.http_client PORT`, the posts as JSON on standard input."""

from __future__ import annotations

import json
import sys

from bench.http import hand_in

if __name__ == "__main__":
    sys.stdout.write(json.dumps(hand_in(int(sys.argv[1]), json.load(sys.stdin))) + "\n")
