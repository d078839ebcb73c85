"""样张: how a material looks and what must be seen on it; drawn by the program, or a picture of the city's own."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from bancheng.eforms.spec import Part
from bancheng.kernel.rulebooks import Text

Shape = Literal["page", "card", "booklet", "photo", "drawing", "table"]
"""一页 | 卡片 | 打开的本子 | 几张照片 | 图纸 | 表格."""
LARGEST = 60_000
"""Characters of a picture of one's own: the page that shows it stays light."""
_KINDS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF"}


class Specimen(Part):
    """样张 of a material type. Where nothing is said, it follows from the certificate that replaces the material, or from
    its blank form; where there is neither, there is none.
    """

    shape: Shape = "page"
    shows: tuple[Text, ...] = Field(default=(), max_length=8)
    """What must be seen: 卡号, 户主姓名. Drawn at their places, and told in words."""
    stamped: bool = False
    """Somebody's seal is on it."""
    signed: bool = False
    portrait: bool = False
    """A face is on it."""
    picture: Annotated[str, StringConstraints(max_length=LARGEST)] | None = None
    """A picture of the city's own (`data:image/png;base64,…`, also jpeg and webp): it is shown instead of the drawing. It
    must show nobody."""

    @field_validator("picture")
    @classmethod
    def _is_picture(cls, written: str | None) -> str | None:
        if written is None:
            return None
        head, _comma, data = written.partition(";base64,")
        start = _KINDS.get(head.removeprefix("data:"))
        try:
            found = b64decode(data, validate=True)
        except binascii.Error:
            found = b""
        if start is None or not head.startswith("data:") or not found.startswith(start):
            raise ValueError("图片要写成 data:image/png;base64,… （也可以是 jpeg、webp），内容要对得上")
        return written
