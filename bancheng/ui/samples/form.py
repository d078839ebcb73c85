"""Samples of what people fill in: choices, addresses, known values, files, messages."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bancheng.ui.samples.row import HERE, Row


def choices() -> Row:
    """Cards to choose from and addresses."""
    return {
        "follow": [
            {"value": "mother", "label": "随妈妈", "hint": "善美市城区，春风街派出所"},
            {"value": "father", "label": "随爸爸", "hint": "安澜县，城东派出所"},
            {"value": "unsure", "label": "还没想好", "hint": "先看看两种办法的区别"},
        ],
        "ways": [
            {"value": "post", "label": "寄到家里", "hint": "3天左右，不收钱"},
            {"value": "hall", "label": "去大厅拿"},
        ],
        "known_addresses": [
            {"value": "household", "label": "善美市城区春风街12号3栋402", "hint": "户籍地址"},
            {"value": "used", "label": "安澜县城东路8号", "hint": "上次用过的地址"},
        ],
        "levels": [
            {
                "name": "county",
                "label": "县区",
                "value": "a",
                "options": [{"value": "a", "label": "善美市城区"}],
            },
            {"name": "town", "label": "镇街", "value": "", "options": [{"value": "b", "label": "春风街道"}]},
        ],
    }


def messages() -> Row:
    """Errors and a conflict."""
    return {
        "errors": {"sample.bank": "卡号少了1位，请对照卡面再输一遍", "sample.follow": "请选择宝宝随谁上户口"},
        "act": {"word": _("去补材料"), "href": HERE},
        "conflict": "李建国10:41已经受理了这件事。您的操作没有生效，您写的意见留在下面。",
        "kept": "租赁合同缺最后一页，没有房东签名。请拍全每一页。",
    }


def known(now: datetime) -> Row:
    """Values that were filled in, where they come from, and “这不对” in its states."""
    found = {
        "state": "found",
        "name": "公安局人口库",
        "at": now,
        "authority": "《国务院关于在线政务服务的若干规定》",
        "purpose": "核对监护人身份",
        "retention": "办好后保存10年",
    }
    sources = [
        found,
        {"state": "typed", "at": now},
        {"state": "waiting", "name": "公安局", "registered": "林晓雨"},
        {"state": "agreed", "name": "公安局", "at": now},
        {"state": "differs", "name": "民政局", "registered": "2023年5月21日"},
        {"state": "down", "name": "民政局的系统"},
    ]
    return {
        "sources": sources,
        "objections": [
            {"state": "closed", "what": "妈妈的姓名", "path": "s1"},
            {
                "state": "open",
                "what": "妈妈的姓名",
                "path": "s2",
                "value": "",
                "errors": {"value": "请写正确的姓名"},
            },
            {"state": "sent", "what": "妈妈的姓名", "path": "s3"},
            {
                "state": "answered",
                "what": "妈妈的姓名",
                "path": "s4",
                "answer": "公安局3月5日核对过，按您写的改了。",
            },
        ],
        "prefilled": [
            {
                "label": "姓名",
                "value": "林小雨",
                "source": found,
                "objection": {"state": "closed", "what": "妈妈的姓名", "path": "p1"},
            },
            {
                "label": "身份证号",
                "value": "4415**********2142",
                "show": HERE,
                "what": "妈妈的身份证号",
                "source": {"state": "found", "name": "公安局人口库", "at": now},
                "objection": {"state": "closed", "what": "妈妈的身份证号", "path": "p2"},
            },
        ],
    }


def typed() -> Row:
    """Answers and the parts of a form."""
    return {
        "answers": [
            {"label": "妈妈的手机号", "value": "138****0000", "change": HERE, "what": "妈妈的手机号"},
            {"label": "宝宝随谁上户口", "value": "随妈妈", "change": HERE, "changed": "刚才是随爸爸。"},
            {"label": "寄到哪里", "value": ["善美市城区春风街12号", "3栋402"], "change": HERE},
        ],
        "tasks": [
            {"name": "宝宝", "href": HERE, "state": "done"},
            {"name": "爸爸妈妈", "href": HERE, "state": "errors", "count": 2, "current": True},
            {"name": "落户", "href": HERE, "state": "partly"},
            {"name": "领取", "href": HERE, "state": "empty"},
            {"name": "社保卡", "href": HERE, "state": "later", "reason": "先填好宝宝的名字"},
        ],
    }


def handed_in(now: datetime) -> Row:
    """Files in every state."""
    return {
        "files": [
            {"id": "1", "name": "银行卡.jpg", "size": 2_400_000, "state": "kept", "href": HERE},
            {
                "id": "2",
                "name": "租赁合同.jpg",
                "size": 3_100_000,
                "state": "doubt",
                "reason": "照片右边被切掉了一块，看不清有效期。重拍一张更稳，也可以照交。",
            },
            {
                "id": "3",
                "name": "合同扫描.pdf",
                "size": 25_000_000,
                "state": "rejected",
                "reason": "这个文件打不开，可能没下载完整。请换一份。",
            },
            {"id": "4", "name": "第二页.jpg", "size": 1_000_000, "state": "sending", "percent": 62},
            {"id": "5", "name": "第三页.jpg", "size": 800_000, "state": "checking"},
        ],
        "reuse": [{"value": "r", "label": "用2月交过的租赁合同", "hint": "2月10日，开店时交的"}],
        "later": {
            "until": now.date() + timedelta(days=14),
            "text": "到时没补，这一样会停下来等您。",
            "chosen": False,
        },
    }
