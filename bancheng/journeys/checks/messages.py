"""Messages: every blank is one that the program fills, and what goes to a telephone fits into one text message."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bancheng.journeys.checks.findings import Catalogue
from bancheng.kernel.rulebooks import text
from bancheng.notifications.spec import (
    KINDS,
    SMS_LENGTH,
    MessageTemplate,
    Messaging,
    blanks,
    filled,
    text_length,
)


def check(catalogue: Catalogue) -> None:
    """Unknown kinds, blanks that nothing fills, short words that are too long or not there."""
    rules = [one for one in catalogue.models.values() if isinstance(one, Messaging)]
    if len(rules) > 1:
        catalogue.report(
            "messaging_twice", f"messaging/{rules[1].code}", (), _("消息规则有两份。"), _("一个城市留一份。")
        )
    signature = text(rules[0].signature) if rules else ""
    for key, template in sorted(catalogue.models.items()):
        if isinstance(template, MessageTemplate):
            _template(catalogue, key, template, signature)


def _template(catalogue: Catalogue, key: str, template: MessageTemplate, signature: str) -> None:
    kind = KINDS.get(template.code)
    if kind is None:
        catalogue.report(
            "message_kind", key, ("code",), _("没有“{code}”这种消息。").format(code=template.code),
            _("用这些里的一个：{kinds}").format(kinds="、".join(sorted(KINDS))),
        )  # fmt: skip
        return
    for field in ("title", "text", "sms"):
        for name in sorted(blanks(text(getattr(template, field))) - kind.sample.keys()):
            catalogue.report(
                "message_blank", key, (field,), _("没有“{name}”这个值，这里会是空的。").format(name=name),
                _("可以用的值：{names}").format(names="、".join(sorted(kind.sample))),
            )  # fmt: skip
    if template.sms:
        length = text_length(signature + filled(template.sms, kind.sample))
        if length > SMS_LENGTH:
            catalogue.report(
                "message_too_long", key, ("sms",),
                _("连签名按最长的值算有{length}个字，一条短信最多{most}个。").format(length=length, most=SMS_LENGTH),
                _("写短一点，细节放在网站上看。"),
            )  # fmt: skip
    elif "sms" in template.channels:
        catalogue.report(
            "message_without_sms",
            key,
            ("sms",),
            _("要发短信，但没有写短信的话。"),
            _("写上 sms，或从 channels 里去掉短信。"),
        )
