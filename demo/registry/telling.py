"""推送: what a department's system tells the platform by itself, signed. Only a signed answer is believed."""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from bancheng.exchange import signing

SYSTEM = "health"
"""死亡登记 is kept by the health bureau."""
RESOURCE = "death-records"
PATH = "/exchange/reports/"
TRIES = 3
Answer = tuple[int, dict[str, Any]]


def tell_death(platform: str, data: Path, told: dict[str, Any]) -> Answer:
    """Tell a death to the platform at this address: status and answer; 502 when nothing that may be believed came back.

    The same message id each time: a message whose answer got lost is sent again and counts once.
    """
    record = {"id_number": told["id_number"], "died_on": told["died_on"]}
    message = {
        "message_id": told.get("message_id") or f"death-{uuid4().hex}",
        "resource": RESOURCE,
        "record": record,
    }
    body = json.dumps(message).encode()
    for _try in range(TRIES):
        try:
            return _send(urlsplit(platform).netloc, signing.shared_key(data), body)
        except (OSError, HTTPException, signing.Refused, ValueError):
            continue
    return 502, {"error": "the platform does not answer"}


def _send(host: str, key: bytes, body: bytes) -> Answer:
    asked = signing.Message("POST", host, PATH, body)
    headers = signing.sign(key, asked, system=SYSTEM, now=time.time())
    line = HTTPConnection(host, timeout=5)
    try:
        line.request("POST", PATH, body, {"Host": host, "Content-Type": "application/json", **headers})
        answer = line.getresponse()
        content = answer.read()
    finally:
        line.close()
    nonce = signing.nonce_of(headers)
    signing.verify_answer(dict(answer.headers), key, nonce=nonce, status=answer.status, body=content)
    return answer.status, json.loads(content)
