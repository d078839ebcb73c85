"""Which components the design page shows, in the order of their use; found by their files, so that none is forgotten."""

from __future__ import annotations

from bancheng.ui.environment import component_files

FRAME = ("skip_link", "masthead", "header", "help_band", "footer", "timeout_dialog")
"""Once on every page: the design page wears them."""
DESK = ("action_panel", "batch_bar", "checklist", "desk", "viewer")
"""Shown in the frame of the workbench (`/design/desk/`)."""
_FIRST = (
    "button", "icon", "tag", "deadline", "band", "conflict", "empty", "receipt_panel", "acting_as", "back_link",
    "search_box",
    "things", "error_summary", "field", "text", "date_input", "choices", "address", "file_upload", "details_why",
)  # fmt: skip


def parts() -> dict[str, list[str]]:
    """`parts`: the components with a section of their own · `frame`: those of every page."""
    every = {file.removesuffix(".html") for file in component_files().values()}
    own = every - {*FRAME, *DESK}
    return {"parts": [*(one for one in _FIRST if one in own), *sorted(own - {*_FIRST})], "frame": list(FRAME)}
