"""What people type becomes what is stored, or a sentence that says which slip it is (face 5.2, 6.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bancheng.eforms.forms import Field, birth_date, parse_form, parse_value, sex
from bancheng.eforms.spec import Element
from bancheng.kernel.errors import InvalidInput

TODAY = date(2026, 3, 2)


def element(datatype: str, name: str = "这一项", **more: Any) -> Element:
    body = {"schema": "element/1", "code": f"x.{datatype}", "name": name, "datatype": datatype, **more}
    return Element.model_validate(body)


def typed(datatype: str, raw: Any, name: str = "这一项", **more: Any) -> Any:
    options = more.pop("options", None)
    return parse_value(element(datatype, name, **more), raw, on=TODAY, options=options)


def slip(datatype: str, raw: Any, name: str = "这一项", **more: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        typed(datatype, raw, name, **more)
    assert list(caught.value.fields.values()) == [caught.value.message]
    return caught.value.message


# --- identity number ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        "449902199305210029",
        " 449902 19930521 0029 ",
        "４４９９０２１９９３０５２１００２９",
        "449902-19930521-0029",
        "\u200b449902199305210029\u202c",
    ],
)
def test_an_identity_number_may_come_with_spaces_hyphens_and_full_width_digits(raw: str) -> None:
    assert typed("id_number", raw) == "449902199305210029"


def test_the_last_character_may_be_a_small_x() -> None:
    assert typed("id_number", "44990219930521007x") == "44990219930521007X"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("44990219930521002", "身份证号要18位，现在是17位。"),
        ("4499021993052100296", "身份证号要18位，现在是19位。"),
        ("449902199305210027", "身份证号最后一位和前17位对不上，请对照证件再看一遍。"),
        ("449902930521002", "这是15位的旧号码，请填新证上的18位身份证号。"),
        ("4499O2199305210026", "身份证号第5位是字母O，可能是数字0。"),
        ("44990219930521X026", "身份证号只有最后一位可以是X，现在第15位是X。"),
        ("44990219930521中026", "身份证号第15位是“中”，应当是数字。"),
        ("449902199302300026", "身份证号第7到14位是出生日期，现在是1993年2月30日，没有这一天。"),
        ("449902203003020026", "身份证号里的出生日期2030年3月2日还没有到，请对照证件再看一遍。"),
        ("449902180003020026", "身份证号里的出生年份是1800年，请对照证件再看一遍。"),
        ("", "请填身份证号。"),
        (" 　 ", "请填身份证号。"),
    ],
)
def test_each_slip_in_an_identity_number_has_its_own_sentence(raw: str, sentence: str) -> None:
    assert slip("id_number", raw, "身份证号") == sentence


def test_every_single_wrong_digit_and_every_swap_of_neighbours_is_found() -> None:
    right = "449902199305210029"
    for place in range(17):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            if wrong != right:
                slip("id_number", wrong)
        swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        if swapped != right:
            slip("id_number", swapped)


def test_birthday_and_sex_follow_from_the_number() -> None:
    assert birth_date("449902199305210029") == date(1993, 5, 21)
    assert (sex("449902199305210029"), sex("44990219930521007X")) == ("2", "1")


# --- credit code -------------------------------------------------------------------------------------------


def test_a_credit_code_may_be_typed_small_and_with_spaces() -> None:
    assert typed("uscc", "9111 0000 6000 3734 1l") == "91110000600037341L"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("9111O000600037341L", "营业执照代码第5位可能是字母O和数字0弄混了，代码里没有字母O。"),
        ("91110000600037341I", "营业执照代码第18位可能是字母I和数字1弄混了，代码里没有字母I。"),
        ("91110000600037341V", "营业执照代码第18位是“V”，代码里只有数字和大写字母，没有V。"),
        ("91110000600037341", "营业执照代码要18位，现在是17位。"),
        ("91110000600037342L", "营业执照代码最后一位和前17位对不上，请对照营业执照再看一遍。"),
        ("91A10000600037341L", "营业执照代码第3到8位是登记地，应当都是数字。"),
    ],
)
def test_each_slip_in_a_credit_code_has_its_own_sentence(raw: str, sentence: str) -> None:
    assert slip("uscc", raw, "营业执照代码") == sentence


# --- telephone, bank card ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw", ["19900001234", "199 0000 1234", "+86 199-0000-1234", "008619900001234", "１９９００００１２３４"]
)
def test_a_telephone_number_is_stored_as_eleven_digits(raw: str) -> None:
    assert typed("phone", raw) == "19900001234"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("1990000123", "手机号要11位，现在是10位。"),
        ("0799-8812345", "手机号要填能收短信的手机号，这像是座机号。"),
        ("29900001234", "手机号应当以1开头，现在以2开头。"),
        ("1990000I234", "手机号第8位是“I”，应当是数字。"),
        ("--", "手机号要填数字。"),
    ],
)
def test_each_slip_in_a_telephone_number_has_its_own_sentence(raw: str, sentence: str) -> None:
    assert slip("phone", raw, "手机号") == sentence


def test_a_bank_card_is_checked_by_its_last_digit_and_length() -> None:
    assert typed("bank_card", "6222 0240 0018 2455 002") == "6222024000182455002"
    assert slip("bank_card", "6222024000182455009", "卡号") == "卡号里有一位对不上，请对照卡面再看一遍。"
    assert slip("bank_card", "622202400018245", "卡号") == "卡号至少16位，现在是15位，请对照卡面再输一遍。"
    assert slip("bank_card", "6" * 20, "卡号") == "卡号最多19位，现在是20位，请对照卡面再输一遍。"


# --- names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("林知夏", "林知夏"),
        (" 林 知夏　", "林知夏"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("𬤊㛃", "𬤊㛃"),
        ("王\U00030edd", "王\U00030edd"),
        ("王\U000323b0", "王\U000323b0"),
        ("⽅圆", "方圆"),
        ("Anna  Smith-O'Neil", "Anna Smith-O'Neil"),
        ("林\u200b知\u202e夏", "林知夏"),
    ],
)
def test_names_keep_rare_characters_and_the_dot(raw: str, stored: str) -> None:
    assert typed("name", raw) == stored
    assert stored.encode("gb18030").decode("gb18030") == stored


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("林3夏", "姓名里有“3”，请照证件上的写法只填姓名。"),
        ("林？夏", "姓名第2个字没打出来，请看“打不出这个字？”。"),
        ("林□", "姓名第2个字没打出来，请看“打不出这个字？”。"),
        ("林\ue000", "姓名第2个字是这台电脑自造的字，别处看不见，请看“打不出这个字？”。"),
        ("林", "姓名至少2个字，请照证件上的写法填全。"),
        ("·买买提", "姓名里的“·”应当在两部分名字中间。"),
        ("林" * 51, "姓名最多50个字，现在是51个。"),
        ("林夏（女）", "姓名里有“（”，请照证件上的写法只填姓名。"),
    ],
)
def test_each_slip_in_a_name_has_its_own_sentence(raw: str, sentence: str) -> None:
    assert slip("name", raw, "姓名") == sentence


# --- dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        "2026-3-2",
        "2026-03-02",
        "2026.3.2",
        "2026/3/2",
        "20260302",
        "2026年3月2日",
        "2026 年 3 月 2 日",
        "２０２６－３－２",
        "二〇二六年三月二日",
        "二零二六年三月二日",
        "2026年3月2号",
        "2026 3 2",
        ("2026", "3", "2"),
        ("2026年", "03月", "2日"),
        ("２０２６", "３", "２"),
        ("二〇二六年三月二日", "", ""),
        ("2026-3-2", "", ""),
        ("2026", "三", "二"),
    ],
)
def test_a_date_is_understood_in_every_form(raw: Any) -> None:
    assert typed("date", raw) == "2026-03-02"


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("二〇二五年十二月三十一日", "2025-12-31"),
        ("二〇二五年十月廿三日", "2025-10-23"),
        ("一九九三年五月二十一日", "1993-05-21"),
        ("二〇二四年二月二十九日", "2024-02-29"),
    ],
)
def test_chinese_numerals_run_to_thirty_one(raw: str, stored: str) -> None:
    assert typed("date", raw) == stored


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (("2026", "13", "2"), "出生日期的月份要在1到12之间。"),
        ("2026-2-30", "出生日期的日要在1到28之间，2026年2月没有30日。"),
        (("2026", "", "2"), "出生日期还缺月份。"),
        (("2026", "abc", "2"), "出生日期的月份要填数字，现在是“abc”。"),
        (("26", "3", "2"), "出生日期的年份要写4位，例如2026。"),
        ("三月初二", "出生日期请填证件上的公历日期，不是农历。"),
        ("昨天", "出生日期要写明年、月、日，例如2026年3月2日。"),
        (("", "", ""), "请填出生日期。"),
        ("1026-3-2", "出生日期的年份是1026，请再看一遍。"),
        ("²026-3-2", "出生日期要写明年、月、日，例如2026年3月2日。"),
    ],
)
def test_each_slip_in_a_date_names_the_part(raw: Any, sentence: str) -> None:
    assert slip("date", raw, "出生日期") == sentence


def test_a_birthday_cannot_be_after_today() -> None:
    checks = {"checks": {"latest": "today"}}
    assert typed("date", "2026-3-2", **checks) == "2026-03-02"
    assert slip("date", "2026-3-3", "出生日期", **checks) == "出生日期不能晚于今天（3月2日）。"
    assert slip("date", "2019-1-1", "日期", checks={"earliest": "2020-01-01"}) == "日期不能早于2020年1月1日。"


@pytest.mark.parametrize(
    "raw", ["2026-3-2 10:41", "2026年3月2日10时41分", "2026-03-02T10:41", "2026.3.2 10点41分"]
)
def test_a_time_of_day_is_understood(raw: str) -> None:
    assert typed("datetime", raw) == "2026-03-02T10:41"


def test_a_time_of_day_must_exist() -> None:
    assert slip("datetime", "2026-3-2 24:00", "时间") == "时间的时间要在0:00到23:59之间。"
    assert slip("datetime", "2026-3-2", "出生时间").startswith("出生时间要写明日期和几点几分")


# --- numbers, choices, text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "stored"), [("1,200元", "1200.00"), ("￥１２００．５", "1200.50"), ("0", "0.00")]
)
def test_money_is_text_with_two_decimals(raw: str, stored: str) -> None:
    assert typed("money", raw) == stored


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("1.2万", "金额请写成元，例如1.2万写成12000。"),
        ("1.234", "金额最多写到分，也就是小数点后2位。"),
        ("-1", "金额不能小于0。"),
        ("很多", "金额要填数字，例如1200或者1200.50。"),
        ("9" * 17, "金额太大了，请再看一遍。"),
        ("9" * 60, "金额太大了，请再看一遍。"),
    ],
)
def test_each_slip_in_money_has_its_own_sentence(raw: str, sentence: str) -> None:
    assert slip("money", raw, "金额") == sentence


def test_a_number_keeps_to_the_range_of_its_element() -> None:
    weight = {"unit": "克", "checks": {"minimum": 300, "maximum": 9000}}
    assert typed("integer", "3,250", **weight) == 3250
    assert slip("integer", "3", "体重", **weight) == "体重不能小于300克。"
    assert slip("integer", "90000", "体重", **weight) == "体重不能大于9000克。"
    assert slip("integer", "3.5", "体重", **weight) == "体重要填整数，例如3。"


def test_an_elements_own_rule_speaks_its_own_sentence() -> None:
    checks = {"checks": {"rule": "value between 300 and 9000", "message": "体重按克填，例如3250。"}}
    assert typed("integer", "3250", **checks) == 3250
    assert slip("integer", "3", "体重", **checks) == "体重按克填，例如3250。"
    pattern = {"checks": {"pattern": "[A-Z]{2}[0-9]+", "message": "编号是两个字母加数字。"}}
    assert slip("text", "1A", "编号", **pattern) == "编号是两个字母加数字。"


def test_a_choice_is_a_code_or_the_words_of_one_option() -> None:
    sexes = {"1": "男", "2": "女"}
    assert typed("code", "1", options=sexes) == "1"
    assert typed("code", "女", options=sexes) == "2"
    assert slip("code", "3", "性别", options=sexes) == "请从列出的里面选择性别。"
    assert slip("code", "", "性别", options=sexes) == "请选择性别。"


def test_a_region_is_a_code_of_six_nine_or_twelve_digits() -> None:
    assert typed("region", "449902001") == "449902001"
    assert slip("region", "4499", "落户地") == "落户地要填6位、9位或者12位的区划代码。"


@pytest.mark.parametrize(("raw", "value"), [("yes", True), ("是", True), ("no", False), ("没有", False)])
def test_yes_and_no_are_words_too(raw: str, value: bool) -> None:
    assert typed("yes_no", raw) is value


def test_text_loses_only_what_nobody_can_see() -> None:
    assert typed("text", "  春风街\u202e 1号\x00 ") == "春风街 1号"
    assert typed("long_text", "第一行\r\n第二行") == "第一行\n第二行"
    assert (
        slip("text", "a\ue000", "备注") == "备注第2个字是这台电脑自造的字，别处看不见，请看“打不出这个字？”。"
    )
    assert slip("text", "字" * 201, "备注") == "备注最多200个字，现在是201个。"
    assert slip("text", "一二三", "备注", checks={"max_length": 2}) == "备注最多2个字，现在是3个。"


def test_an_email_address_is_judged_by_form() -> None:
    assert typed("email", "Lin.Xia@example.com") == "Lin.Xia@example.com"
    assert slip("email", "lin@", "邮箱") == "邮箱要像name@example.com这样写全。"


# --- the whole form ----------------------------------------------------------------------------------------


def test_a_form_says_everything_at_once_and_loses_nothing() -> None:
    fields = [
        Field("mother.phone", element("phone"), "妈妈的手机号"),
        Field("mother.id_number", element("id_number"), "妈妈的身份证号"),
        Field("child[1].born_on", element("date"), "宝宝的出生日期"),
        Field("child[1].remark", element("text"), "备注", required=False),
    ]
    data = {
        "mother.phone": "199 0000 12",
        "mother.id_number": "449902199305210029",
        "child[1].born_on-year": "2026",
        "child[1].born_on-month": "13",
    }
    parsed = parse_form(fields, data, on=TODAY)
    assert parsed.errors == {
        "mother.phone": "妈妈的手机号要11位，现在是9位。",
        "child[1].born_on": "宝宝的出生日期还缺日。",
    }
    assert parsed.values == {"mother.id_number": "449902199305210029", "child[1].remark": None}
    assert parsed.typed["mother.phone"] == "199 0000 12"
    assert parsed.typed["child[1].born_on"] == "2026-13-"
    with pytest.raises(InvalidInput) as caught:
        parsed.require()
    assert caught.value.message == "有2处要改。"
    assert caught.value.fields == parsed.errors


def test_a_form_without_slips_gives_its_values() -> None:
    parsed = parse_form(
        [Field("mother.phone", element("phone"), "手机号", name="p")], {"p": "19900001234"}, on=TODAY
    )
    assert parsed.ok
    assert parsed.require() == {"mother.phone": "19900001234"}
