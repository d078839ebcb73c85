"""Every environment variable the platform reads: its name, default and meaning, in one table.

`docs/generated/settings.md` is written from it and `bancheng doctor` checks it. Nothing else reads the
environment for configuration.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Variable:
    """One setting of the surroundings; `secret` values are never shown."""

    name: str
    default: str
    meaning: str
    secret: bool = False
    form: str = ""
    """`number`, `url`, `database`, `json`, `hex`, or the allowed words with `|` between them; empty: any text."""

    def read(self, environment: Mapping[str, str] = os.environ) -> str:
        """The value, or the default when it is unset or empty."""
        return environment.get(self.name) or self.default


DATA = Variable(
    "BANCHENG_DATA",
    str(ROOT / ".data"),
    "State folder: secrets, keys, uploads, evidence and, when we run it, PostgreSQL.",
)
DATABASE_URL = Variable(
    "DATABASE_URL",
    "",
    "PostgreSQL (15+). Alone: the URL of a role that may create roles; it owns the tables and the two lesser roles are "
    "made through it. Together with OWNER_DATABASE_URL: the URL of the application role. Unset: we run a server.",
    secret=True,
    form="database",
)
OWNER_DATABASE_URL = Variable(
    "OWNER_DATABASE_URL",
    "",
    "The role that owns the tables and migrates them; the web never uses it.",
    secret=True,
    form="database",
)
SEALER_DATABASE_URL = Variable(
    "SEALER_DATABASE_URL",
    "",
    "The role that writes the chain of evidence; only the sealer uses it.",
    secret=True,
    form="database",
)
DEMO = Variable(
    "BANCHENG_DEMO",
    "1",
    "0: a city of its own. Nothing of the demo is loaded and its stand-in systems stay off.",
    form="0|1",
)
HOUSEHOLDS = Variable(
    "BANCHENG_DEMO_HOUSEHOLDS",
    "900",
    "How many households live in the demo city beside those of its stories; the worker brings them after the start.",
    form="number",
)
POOL = Variable(
    "BANCHENG_POOL",
    "0",
    "Connections one process may hold, per alias; 0 = one connection per thread, kept open. The launcher sets it.",
    form="number",
)
SECRET = Variable(
    "BANCHENG_SECRET",
    "",
    "Signing key of the web process; made and kept in the state folder when unset.",
    secret=True,
)
HOSTS = Variable(
    "BANCHENG_HOSTS", "localhost,127.0.0.1,[::1]", "Host names that are answered, with commas between them."
)
HTTPS = Variable(
    "BANCHENG_HTTPS",
    "0",
    "1 when a proxy terminates TLS in front: secure cookies, HSTS, redirect to https.",
    form="0|1",
)
ADDRESS = Variable("BANCHENG_ADDRESS", "127.0.0.1", "Address the web process listens on.")
PORT = Variable("PORT", "8000", "Port the web process listens on.", form="number")
WEB_PROCESSES = Variable(
    "BANCHENG_WEB_PROCESSES", "2", "Web processes; as many as cores is a good start.", form="number"
)
REGISTRY_URL = Variable(
    "BANCHENG_REGISTRY_URL",
    "http://127.0.0.1:8091",
    "Department systems that data is asked of, unless set one by one.",
    form="url",
)
GATEWAY_URL = Variable(
    "BANCHENG_GATEWAY_URL",
    "",
    "Message gateway for text messages, e-mail and webhook; unset: people are told in their inbox only.",
    form="url",
)
GATEWAY_TOKEN = Variable(
    "BANCHENG_GATEWAY_TOKEN", "", "How we prove to the message gateway who we are.", secret=True
)
SMTP_URL = Variable(
    "BANCHENG_SMTP_URL",
    "",
    "Mail server for e-mail instead of the gateway: smtp://user:password@host:port, or smtps://.",
    secret=True,
)
MAIL_FROM = Variable("BANCHENG_MAIL_FROM", "bancheng@localhost", "The address that e-mails come from.")
IDP_URL = Variable(
    "BANCHENG_IDP_URL",
    "http://127.0.0.1:8092",
    "OpenID Connect provider that people sign on with.",
    form="url",
)
OIDC_CLIENT_ID = Variable("BANCHENG_OIDC_CLIENT_ID", "bancheng", "Our name at the OpenID Connect provider.")
OIDC_CLIENT_SECRET = Variable(
    "BANCHENG_OIDC_CLIENT_SECRET",
    "",
    "Our secret there, if the provider gave one (PKCE is always used).",
    secret=True,
)
PUBLIC_URL = Variable(
    "BANCHENG_PUBLIC_URL",
    "",
    "The address people see, e.g. https://bancheng.example; else as requested.",
    form="url",
)
STAFF_HELP = Variable("BANCHENG_STAFF_HELP", "", "Whom staff call when they cannot sign on.")
EXCHANGE = Variable(
    "BANCHENG_EXCHANGE",
    "",
    'Addresses of single department systems: JSON {"provider": "https://…"}.',
    form="json",
)
EXCHANGE_KEYS = Variable(
    "BANCHENG_EXCHANGE_KEYS", "", 'Keys shared with them: JSON {"provider": hex}.', secret=True, form="json"
)
EXCHANGE_KEY = Variable(
    "BANCHENG_EXCHANGE_KEY",
    "",
    "The key for systems that have none of their own (hex); else made and kept.",
    secret=True,
    form="hex",
)
KEYS = Variable(
    "BANCHENG_KEYS",
    "",
    "Key rings as JSON, when they do not live in the state folder.",
    secret=True,
    form="json",
)
ARCHIVE = Variable(
    "BANCHENG_ARCHIVE",
    "",
    "Folder on another disk for the log of our own PostgreSQL and for new uploads, from half minute to half minute.",
)
BACKUP_PASSPHRASE = Variable(
    "BANCHENG_BACKUP_PASSPHRASE",
    "",
    "Opens and closes the keys of a backup; asked for when unset.",
    secret=True,
)
SCANNER = Variable(
    "BANCHENG_SCANNER",
    "",
    "Virus scanner of uploads: tcp://host:3310 or unix:///path; unset: our own checks only.",
)
METRICS_TOKEN = Variable(
    "BANCHENG_METRICS_TOKEN",
    "",
    "Who asks /metrics sends this as bearer token; unset: only this machine itself may ask.",
    secret=True,
)
CITY = Variable("FACE_CITY", "", "The city's name in the masthead; unset: the demo city.")
SEAL = Variable("FACE_SEAL", "", "The name that signs pages, as the city's government office writes it.")
HOST = Variable("FACE_HOST", "", "The host in the footer (主办单位).")
PHONE = Variable("FACE_PHONE", "", "The telephone that pages name for help; unset: 12345.")
RECORD = Variable("FACE_RECORD", "", "The record numbers in the footer (网站标识码, 备案号).")
WEBFONT = Variable(
    "FACE_WEBFONT",
    "auto",
    "auto = wide screens only, always (kiosks, pictures), never.",
    form="auto|always|never",
)
POSTGRES = Variable(
    "BANCHENG_POSTGRES", "", "`system`: pass over the wheel and use the system's PostgreSQL.", form="|system"
)
POSTGRES_BIN = Variable(
    "BANCHENG_POSTGRES_BIN", "", "Folder with `initdb` and `postgres`, when neither is wanted."
)

ALL: tuple[Variable, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Variable))
