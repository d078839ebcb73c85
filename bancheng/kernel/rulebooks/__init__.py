"""Rulebooks: typed, versioned, immutable documents that say what a matter, a journey, a form is.

YAML on disk, one schema per kind, immutable versions in the database addressed by the digest of their
content. Publishing makes a release: the content-addressed closure of a root document and everything it
reaches. Drafts, notices and applications keep that digest; a release never changes.
"""

from bancheng.kernel.rulebooks.base import (
    CheckFailed,
    Document,
    Reference,
    Rulebook,
    Text,
    kinds,
    model_of,
    rulebook,
    text,
    upgrade,
)
from bancheng.kernel.rulebooks.changes import Change, changes
from bancheng.kernel.rulebooks.loading import (
    Folder,
    Place,
    Problem,
    as_yaml,
    load_folder,
    load_text,
    save_folder,
)
from bancheng.kernel.rulebooks.releases import Release, compose_release
from bancheng.kernel.rulebooks.schemas import json_schemas
from bancheng.kernel.rulebooks.standing import Standing, later, standing
from bancheng.kernel.rulebooks.store import (
    current,
    current_digest,
    forget,
    keep,
    publish,
    release,
    releases_of,
    stored,
)
from bancheng.kernel.rulebooks.translations import (
    HAN,
    Translation,
    public_texts,
    translated,
    translations,
    untranslated,
)

__all__ = [
    "HAN",
    "Change",
    "CheckFailed",
    "Document",
    "Folder",
    "Place",
    "Problem",
    "Reference",
    "Release",
    "Rulebook",
    "Standing",
    "Text",
    "Translation",
    "as_yaml",
    "changes",
    "compose_release",
    "current",
    "current_digest",
    "forget",
    "json_schemas",
    "keep",
    "kinds",
    "later",
    "load_folder",
    "load_text",
    "model_of",
    "public_texts",
    "publish",
    "release",
    "releases_of",
    "rulebook",
    "save_folder",
    "standing",
    "stored",
    "text",
    "translated",
    "translations",
    "untranslated",
    "upgrade",
]
