"""Implementing entries: limits, visits, channels, fees, telephones, codes, posts (事项要素一致性)."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import IMPLEMENTATION, Codes, Entry, Item
from bancheng.journeys.checks.findings import Catalogue, Spot
from bancheng.journeys.checks.references import organization_exists

AT_ONCE, BY_EXPRESS = "1", "4"
"""A.6: 即办件; A.5: 快递申请."""
LENGTHS: Final = {"basic": (10, 12), "implementation": (24, 31), "handling": (33,)}
"""Characters of each code. Standards disagree (GB/T 39046: 10 and 24; 汇聚库 and C0109: 12, 31, 33): all are allowed."""
_WITH_AREA = re.compile(r"^(0\d{2,3}-\d{7,8}(-\d{1,6})?|0\d{2,3}-\d{5}|12345|1\d{4})$")


def check(catalogue: Catalogue) -> None:
    """Each entry by itself, and entries of one region against each other."""
    for code, item in catalogue.items.items():
        key = f"item/{code}"
        _codes(catalogue, key, ("codes",), item.codes)
        for index, entry in enumerate(item.entries):
            spot: Spot = ("entries", index)
            _limits(catalogue, key, spot, entry)
            _visits(catalogue, key, spot, entry)
            _fees(catalogue, key, spot, entry)
            _telephones(catalogue, key, spot, entry)
            _bodies(catalogue, key, spot, entry)
            _codes(catalogue, key, (*spot, "codes"), entry.codes)
            _implementation(catalogue, key, (*spot, "codes"), item, entry)
        _twice(catalogue, key, item)


def _limits(catalogue: Catalogue, key: str, spot: Spot, entry: Entry) -> None:
    promised, legal = entry.promised, entry.legal
    if legal is not None and promised.working_days > legal.working_days:
        catalogue.report(
            "promised_over_legal", key, (*spot, "promised"),
            _("承诺时限 {promised} 比法定时限 {legal} 还长。").format(promised=promised, legal=legal),
            _("承诺时限不得超过法定时限。"),
        )  # fmt: skip
    for index, way in enumerate(entry.ways):
        most, own = way.legal or legal, way.promised or promised
        if most is not None and own.working_days > most.working_days:
            catalogue.report(
                "promised_over_legal", key, (*spot, "ways", index),
                _("承诺时限 {promised} 比法定时限 {legal} 还长。").format(promised=own, legal=most),
                _("承诺时限不得超过法定时限。"),
            )  # fmt: skip
    if entry.case_type is not None and (entry.case_type == AT_ONCE) != promised.at_once:
        catalogue.report(
            "case_type", key, (*spot, "case_type"),
            _("承诺时限是“{promised}”，办件类型对不上。").format(promised=promised),
            _("即办 ⇔ 办件类型 1（即办件）；其余是 2（承诺件）。"),
        )  # fmt: skip


def _visits(catalogue: Catalogue, key: str, spot: Spot, entry: Entry) -> None:
    channels = entry.channels
    if (entry.visits > 0) != bool(entry.visits_reason):
        catalogue.report(
            "visits_reason", key, (*spot, "visits"),
            _("到现场{n}次，和“必须现场办理原因”对不上。").format(n=entry.visits),
            _("要到现场就写原因；不用到现场就不写。"),
        )  # fmt: skip
    if entry.visits == 0 and not channels.online and BY_EXPRESS not in channels.forms:
        catalogue.report(
            "channels", key, (*spot, "channels"),
            _("不用到现场，又不能网上办，那怎么办？"), _("办理形式加上 4（快递申请），或支持网上办。"),
        )  # fmt: skip
    if channels.online_depth == "4" and entry.visits > 0:
        catalogue.report(
            "channels", key, (*spot, "channels", "online_depth"),
            _("网办深度Ⅳ级（全程网办）不能还要到现场。"), _("改网办深度，或到现场次数改成0。"),
        )  # fmt: skip


def _fees(catalogue: Catalogue, key: str, spot: Spot, entry: Entry) -> None:
    for index, fee in enumerate(entry.fees):
        if fee.amount > 0 and not (fee.basis and fee.standard):
            catalogue.report(
                "fee_basis", key, (*spot, "fees", index),
                _("收费要写明依据和标准。"), _("写 basis 和 standard；没有依据的不得收费。"),
            )  # fmt: skip
    charged = any(fee.amount > 0 for fee in entry.fees)
    if charged != entry.channels.online_payment:
        catalogue.report(
            "fee_payment", key, (*spot, "channels", "online_payment"),
            _("收费的要支持网上支付；不收费的不能写支持网上支付。"), _("改 online_payment 或 fees。"),
        )  # fmt: skip


def _telephones(catalogue: Catalogue, key: str, spot: Spot, entry: Entry) -> None:
    if entry.phone and entry.phone == entry.complaint_phone:
        catalogue.report(
            "telephone", key, (*spot, "complaint_phone"),
            _("投诉电话和咨询电话是同一个。"), _("投诉电话写另一个。"),
        )  # fmt: skip
    for field in ("phone", "complaint_phone"):
        number = getattr(entry, field)
        if number and not _WITH_AREA.match(number):
            catalogue.report(
                "telephone", key, (*spot, field),
                _("电话 {number} 没有区号。").format(number=number), _("写成 区号-号码。"),
            )  # fmt: skip


def _bodies(catalogue: Catalogue, key: str, spot: Spot, entry: Entry) -> None:
    """Organizations and posts exist, and the queue belongs to who handles it."""
    for field in ("organization", "handling", "entrusted"):
        organization_exists(catalogue, key, (*spot, field), getattr(entry, field))
    bodies = {
        one.removeprefix("org:") for one in (entry.organization, entry.handling, entry.entrusted) if one
    }
    for where, reference in ((("queue",), entry.queue), *((("posts", k), p) for k, p in entry.posts.items())):
        post = catalogue.world.posts.get(reference.removeprefix("post:"))
        if post is None:
            catalogue.report(
                "unknown_post", key, (*spot, *where),
                _("没有岗位 {post}。").format(post=reference), _("改成岗位表里的编码，或先设这个岗位。"),
            )  # fmt: skip
        elif post.organization not in bodies:
            catalogue.report(
                "post_elsewhere", key, (*spot, *where),
                _("岗位 {post} 不属于实施或承办机构。").format(post=reference),
                _("改成这些机构的岗位：{bodies}。").format(bodies="、".join(sorted(bodies))),
            )  # fmt: skip


def _codes(catalogue: Catalogue, key: str, spot: Spot, codes: Codes) -> None:
    for name, lengths in LENGTHS.items():
        given = getattr(codes, name)
        if given is not None and (len(given) not in lengths or not re.fullmatch(r"[0-9A-Z]+", given)):
            catalogue.report(
                "code_length", key, (*spot, name),
                _("编码 {code} 有{n}位。").format(code=given, n=len(given)),
                _("应是{lengths}位数字或大写字母；本地编码写在 local。").format(lengths="或".join(map(str, lengths))),
            )  # fmt: skip


def _implementation(catalogue: Catalogue, key: str, spot: Spot, item: Item, entry: Entry) -> None:
    """31 characters = USCC 18 + level 1 + basic 12; handling = implementation + 2."""
    implementation, handling, basic = entry.codes.implementation, entry.codes.handling, item.codes.basic
    if (
        implementation
        and len(implementation) == IMPLEMENTATION
        and basic
        and not implementation.endswith(basic)
    ):
        catalogue.report(
            "code_parts", key, (*spot, "implementation"),
            _("实施编码的后12位不是基本编码 {basic}。").format(basic=basic),
            _("实施编码 = 信用代码18 + 层级1 + 基本编码12。"),
        )  # fmt: skip
    if handling and implementation and not handling.startswith(implementation):
        catalogue.report(
            "code_parts", key, (*spot, "handling"),
            _("业务办理项编码不是实施编码加2位。"), _("业务办理项编码 = 实施编码31 + 2位序号。"),
        )  # fmt: skip


def _twice(catalogue: Catalogue, key: str, item: Item) -> None:
    """Two entries of one region may not be in force on the same day."""
    for index, entry in enumerate(item.entries):
        if entry.valid_from and entry.valid_to and entry.valid_to <= entry.valid_from:
            catalogue.report(
                "entry_dates", key, ("entries", index, "valid_to"),
                _("失效日期不晚于生效日期。"), _("改日期。"),
            )  # fmt: skip
        for earlier in item.entries[:index]:
            alternatives = earlier.when is not None and entry.when is not None
            if earlier.region == entry.region and _overlap(earlier, entry) and not alternatives:
                catalogue.report(
                    "entry_twice", key, ("entries", index, "region"),
                    _("区划 {region} 同一天有两份实施清单。").format(region=entry.region),
                    _("留下一份，或写清生效、失效日期。"),
                )  # fmt: skip


def _overlap(one: Entry, other: Entry) -> bool:
    first = one.valid_to is None or other.valid_from is None or other.valid_from < one.valid_to
    second = other.valid_to is None or one.valid_from is None or one.valid_from < other.valid_to
    return first and second
