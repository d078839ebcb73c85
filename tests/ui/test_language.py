"""The language of pages: Traditional for the whole page but for what is registered, honest marks on English ones."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from bancheng.kernel.recording import in_office_language, recorded
from bancheng.ui.language import marked, text, to_traditional, traditional
from bancheng.ui.modes import COOKIE
from bancheng.ui.translating import reading, texts


def test_traditional_goes_by_words_not_by_characters() -> None:
    assert to_traditional("为什么核对污水") == "為什麼核對污水"
    assert to_traditional("发现头发里面的干部干净") == "發現頭髮裡面的幹部乾淨"


def test_names_numbers_typed_words_and_code_stay_as_they_are_registered() -> None:
    page = (
        '<p>户口<b translate="no">王云<i>云</i></b>户口</p><textarea>户口</textarea>'
        '<input value="户口" placeholder="户口"><code>户口</code><label lang="zh-Hans">简体</label>'
    )
    assert traditional(page) == (
        '<p>戶口<b translate="no">王云<i>云</i></b>戶口</p><textarea>户口</textarea>'
        '<input value="户口" placeholder="戶口"><code>户口</code><label lang="zh-Hans">简体</label>'
    )


def test_what_is_copied_is_never_changed() -> None:
    assert traditional('<button data-copy="户字" data-copied="复制好了">') == (
        '<button data-copy="户字" data-copied="複製好了">'
    )


def test_an_english_page_says_which_words_are_chinese() -> None:
    page = '<html lang="en"><title>户口</title><p>Register of 户口</p><option>户口</option>'
    assert marked(page) == (
        '<html lang="en"><title>户口</title><p>Register of <span lang="zh-Hans">户口</span></p><option>户口</option>'
    )


KNOWN = {
    "孩子出生了": "A child is born", "上户口": "Household registration", "市公安局": "City Police",
    "爸爸、妈妈都来": "Both parents come", "早 – 晚": "All day", "写“是”": 'Write "yes" & sign',
}  # fmt: skip


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("<p> 孩子出生了\n</p>", "<p> A child is born\n</p>"),
        ("<p>“上户口” is done by 市公安局。</p>", "<p>“Household registration” is done by City Police. </p>"),
        ("<p>Then 上户口、孩子出生了</p>", "<p>Then Household registration, A child is born</p>"),
        ("<p>爸爸、妈妈都来</p>", "<p>Both parents come</p>"),
        ('<a title="上户口" data-copy="上户口"></a>', '<a title="Household registration" data-copy="上户口"></a>'),
        ("<title>爸爸、妈妈都来 – 市公安局</title>", "<title>Both parents come – City Police</title>"),
        ("<p>早 – 晚</p>", "<p>All day</p>"),
        ("<title>领结婚证 – 市公安局</title>", "<title>领结婚证 – City Police</title>"),
        ("<p>写“是”</p>", "<p>Write &quot;yes&quot; &amp; sign</p>"),
    ],
)  # fmt: skip
def test_what_the_citys_translations_have_is_said_in_english(chinese: str, english: str) -> None:
    assert marked(chinese, KNOWN) == english


SENTENCES = {
    **KNOWN,
    "前面办好“{name}”后自动带过来。": "Passed on after “{name}”.",
    "{name}好": "{name} is well",
}


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("前面办好“上户口”后自动带过来。", "Passed on after “Household registration”."),
        ("前面办好“领结婚证”后自动带过来。", 'Passed on after “<span lang="zh-Hans">领结婚证</span>”.'),
        ("上户口好", '<span lang="zh-Hans">上户口好</span>'),  # too little of its own to be told for sure
        ("until 2026年3月12日, 市公安局、5个工作日", "until 12 March 2026, City Police, 5 working days"),
    ],
)
def test_a_sentence_that_was_kept_filled_is_known_by_its_own_words(chinese: str, english: str) -> None:
    assert marked(f"<p>{chinese}</p>", SENTENCES) == f"<p>{english}</p>"


def test_no_sentence_is_half_english() -> None:
    assert marked("<p>上户口、领结婚证 first</p>", KNOWN) == (
        '<p><span lang="zh-Hans">上户口、领结婚证</span> first</p>'
    )


def test_what_somebody_typed_is_not_translated() -> None:
    page = '<textarea>上户口</textarea><input value="上户口"><b translate="no">孩子出生了</b>'
    assert marked(page, KNOWN) == page


def test_a_rulebook_may_bring_its_own_english() -> None:
    name = {"zh-hans": "孩子出生了", "en": "A child is born"}
    with translation.override("en"):
        assert (text(name), text("只有中文")) == ("A child is born", "只有中文")
    assert text(name) == "孩子出生了"


def test_readers_of_chinese_never_ask_for_translations() -> None:
    with reading("zh-hant"):  # no database here: a question would be an error
        assert texts() == {}


def test_what_is_kept_is_chinese_whatever_the_reader_reads() -> None:
    with translation.override("en"):
        assert recorded("申请人") == "申请人"
        with in_office_language():
            assert translation.gettext("搜索") == "搜索"


@pytest.mark.django_db
class TestPages:
    def test_the_chosen_language_is_on_the_html_element(self, client: Client) -> None:
        for language, tag in (("zh-hant", "zh-Hant"), ("en", "en")):
            client.cookies[COOKIE] = f"language-{language}"
            assert f'<html lang="{tag}"' in client.get("/modes/").content.decode()

    def test_literals_come_in_traditional(self, client: Client) -> None:
        client.cookies[COOKIE] = "language-zh-hant"
        page = client.get("/accessibility/").content.decode()
        assert "無障礙聲明" in page
        assert "无障碍" not in page

    def test_what_is_missing_is_told_in_the_readers_language(self, client: Client) -> None:
        client.cookies[COOKIE] = "language-zh-hant"
        answer = client.get("/nowhere/")
        assert answer.status_code == 404
        assert "沒有找到" in answer.content.decode()

    def test_the_workbench_is_in_the_language_of_offices(self, client: Client) -> None:
        client.cookies[COOKIE] = "language-en"
        page = client.get("/desk/login/").content.decode()
        assert '<html lang="zh-Hans"' in page
        assert "账号" in page
