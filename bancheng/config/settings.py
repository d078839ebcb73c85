"""Django's settings. What a city may choose comes from the environment (`variables.py`), the rest is fixed here."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from bancheng.config import variables
from bancheng.kernel.tally import CountingCursor

ROOT = variables.ROOT
DATA = Path(variables.DATA.read()).resolve()


def _secret_key() -> str:
    """From the environment, else from the state folder, else for this process only (commands, tests)."""
    kept = DATA / "secrets" / "web"
    return variables.SECRET.read() or (
        kept.read_text().strip() if kept.exists() else secrets.token_urlsafe(48)
    )


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = variables.HOSTS.read().split(",")
ROOT_URLCONF = "bancheng.config.urls"
WSGI_APPLICATION = "bancheng.config.wsgi.application"
SILENCED_SYSTEM_CHECKS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "bancheng.kernel",
    "bancheng.ui",
    "bancheng.organizations",
    "bancheng.accounts",
    "bancheng.files",
    "bancheng.documents",
    "bancheng.notifications",
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

MIDDLEWARE = [
    "bancheng.kernel.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "bancheng.ui.language.LanguageMiddleware",  # outside Error: what went wrong is told in the reader's language
    "bancheng.kernel.middleware.ErrorMiddleware",  # outside Actor, which turns some refusals into a login
    "django.middleware.csrf.CsrfViewMiddleware",
    "bancheng.accounts.middleware.ActorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# --- language and time ---------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [ROOT / "bancheng" / "ui" / "locale"]
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]

# --- database ------------------------------------------------------------------------------------------------
# Acts are one statement in autocommit: no ATOMIC_REQUESTS. GET requests run on `readonly`, where PostgreSQL
# itself refuses to write.


def database(url: str, *, read_only: bool = False, pool: int = 0) -> dict[str, Any]:
    """A Django database entry from a PostgreSQL URL; `pool` connections at most, 0 = no pool."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {
        "server_side_binding": True,
        "cursor_factory": CountingCursor,
        "prepare_threshold": 5,  # Django's own default never prepares
        "connect_timeout": 5,
        "application_name": "bancheng",
    }
    if read_only:
        options["options"] = "-c default_transaction_read_only=on"
    if pool:
        # A lost server is noticed at once and waited for at most these seconds; then the page says 503.
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 5, "reconnect_timeout": 3}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0 if pool else None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


_url = variables.DATABASE_URL.read() or "postgresql:///bancheng"
_pool = int(variables.POOL.read())
DATABASES = {
    "default": database(_url, pool=_pool),
    "readonly": {**database(_url, read_only=True, pool=_pool), "TEST": {"MIRROR": "default"}},
}
DATABASE_ROUTERS = ["bancheng.kernel.database.AliasRouter"]
SEALER_DATABASE_URL = variables.SEALER_DATABASE_URL.read()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # jobs are loaded by the worker only: a page needs none of them

# --- pages ---------------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [
            ROOT / "bancheng" / app.rpartition(".")[2] / "templates"
            for app in INSTALLED_APPS
            if "bancheng." in app
        ],
        "OPTIONS": {
            "environment": "bancheng.ui.environment.environment",
            "trim_blocks": True,
            "lstrip_blocks": True,
        },
    }
]
FACE_WEBFONT = variables.WEBFONT.read()
globals().update({v.name: v.read() for v in variables.ALL if v.name.startswith("FACE_") and v.read()})
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
_collected = (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Names with digests once the launcher has collected the files; plain names in tests and single commands.
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _collected
MEDIA_ROOT = DATA / "files"

# --- addresses of other systems ------------------------------------------------------------------------------
BANCHENG_REGISTRY_URL = variables.REGISTRY_URL.read()
BANCHENG_IDP_URL = variables.IDP_URL.read()
BANCHENG_OIDC_CLIENT_ID = variables.OIDC_CLIENT_ID.read()
BANCHENG_OIDC_CLIENT_SECRET = variables.OIDC_CLIENT_SECRET.read()
BANCHENG_PUBLIC_URL = variables.PUBLIC_URL.read()
BANCHENG_LOCAL_URL = f"http://127.0.0.1:{variables.PORT.read()}"
BANCHENG_GATEWAY_URL = variables.GATEWAY_URL.read()
BANCHENG_GATEWAY_TOKEN = variables.GATEWAY_TOKEN.read()
BANCHENG_SMTP_URL = variables.SMTP_URL.read()
BANCHENG_MAIL_FROM = variables.MAIL_FROM.read()
BANCHENG_STAFF_HELP = variables.STAFF_HELP.read()
BANCHENG_EXCHANGE = variables.EXCHANGE.read()
BANCHENG_EXCHANGE_KEYS = variables.EXCHANGE_KEYS.read()
BANCHENG_SCANNER = variables.SCANNER.read()
BANCHENG_METRICS_TOKEN = variables.METRICS_TOKEN.read()

# --- security ------------------------------------------------------------------------------------------------
_https = variables.HTTPS.read() == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = ["^healthz", "^metrics$"]  # asked from inside, past the proxy
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _https:
    MIDDLEWARE.insert(1, "bancheng.config.proxy.ProxyHeaders")
CSRF_FAILURE_VIEW = "bancheng.kernel.middleware.csrf_failure"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; htmx sends it in a header from the page
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrf"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "bancheng.files.forms.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",  # 60 ms; the default takes 300
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
FILE_UPLOAD_PERMISSIONS = 0o600

# --- log: one JSON line per event on standard output, without personal data -----------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "bancheng.kernel.telling.JsonLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "psycopg.pool": {"level": "ERROR"},
    },
}
