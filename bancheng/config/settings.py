"""Settings, read once from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("BANCHENG_DATA", ROOT / ".data"))
SECRET_KEY = os.environ.get("BANCHENG_SECRET", "development-only-" + "x" * 40)
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_htmx",
    "bancheng.kernel",
    "bancheng.ui",
    "bancheng.organizations",
    "bancheng.accounts",
    "bancheng.files",
    "bancheng.documents",
    "bancheng.worklist",
    "bancheng.eforms",
    "bancheng.exchange",
    "bancheng.certificates",
    "bancheng.catalogue",
    "bancheng.cases",
    "bancheng.journeys",
    "bancheng.portal",
    "bancheng.workbench",
    "bancheng.demo_city",
]
ROOT_URLCONF = "bancheng.config.urls"


def database(url: str, *, read_only: bool = False) -> dict[str, object]:
    """A Django database entry from a PostgreSQL URL."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    options: dict[str, object] = {"server_side_binding": True}
    if read_only:
        options["options"] = "-c default_transaction_read_only=on"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": None,
    }


_url = os.environ.get("DATABASE_URL", "postgresql://bancheng_app@/bancheng")
DATABASES = {"default": database(_url)}
STATIC_URL = "/static/"
