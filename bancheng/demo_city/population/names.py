"""Names: common ones, ones with rare characters, ones with an interpunct."""

from __future__ import annotations

from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
    "彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
)
DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛")
WOMEN = [
    "雨桐",
    "思涵",
    "晓雯",
    "若溪",
    "佳怡",
    "静",
    "芳",
    "婷婷",
    "雪",
    "丽娟",
    "梦琪",
    "欣悦",
    "慧敏",
    "海燕",
    "秀英",
    "诗雅",
    "玉洁",
    "春梅",
    "子涵",
    "文静",
    "晓琳",
    "凤霞",
    "琳",
    "倩",
    "嘉宁",
    "月华",
    "桂兰",
    "敏",
    "紫萱",
    "可欣",
]
MEN = [
    "浩然",
    "明远",
    "建国",
    "伟",
    "志强",
    "子轩",
    "俊杰",
    "宇航",
    "海涛",
    "磊",
    "文博",
    "家豪",
    "鹏飞",
    "晓东",
    "国栋",
    "立新",
    "勇",
    "思远",
    "天佑",
    "振华",
    "启明",
    "超",
    "嘉诚",
    "宏",
    "少华",
    "景行",
    "永康",
    "岩",
    "泽宇",
    "立群",
]
RARE = ("䶮", "㛃", "𬱖", "赟", "翀", "犇", "㴋", "𣗋", "喆", "玥", "𬴂", "堃")
"""Beyond the common ones: extension A and the supplementary plane (four bytes in UTF-8 and GB 18030)."""
DOTTED_WOMEN = ("阿依古丽·买买提", "古丽娜尔·艾合买提江", "热依汗古丽·吐尔逊", "其美卓嘎·次仁")
DOTTED_MEN = ("艾尔肯·吐尔逊", "买买提明·阿卜杜拉", "多吉·扎西", "艾合买提江·伊布拉音")


def ordinary(chance: Random, sex: str) -> str:
    """A common name; one in thirty has a double surname."""
    surname = chance.choice(DOUBLE_SURNAMES) if chance.random() < 1 / 30 else chance.choice(SURNAMES)
    return surname + chance.choice(WOMEN if sex == "2" else MEN)


def rare(chance: Random) -> str:
    """A name with a rare character."""
    return chance.choice(SURNAMES) + chance.choice(RARE)


def dotted(chance: Random, sex: str) -> str:
    """A name with an interpunct (U+00B7, as the registers write it)."""
    return chance.choice(DOTTED_WOMEN if sex == "2" else DOTTED_MEN)
