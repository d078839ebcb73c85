"""What a person reads for each act on the progress page (经过).

Act, or event code of another app → sentence. Taking and putting back is the office's own affair and is left out.
The tables are made once and translated only where they are read: a page has dozens of lines.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

OF_THE_WHOLE = {
    "open": _("提交"),
    "complete": _("各部门都办完了"),
    "release_results": _("先把办好的给您"),
    "deliver": _("结果都给您了"),
    "end": _("到此为止，没有办成"),
    "hand_over": _("申请人去世，由继承人接着办"),
    "confirmation_asked": _("请对方确认"),
    "confirmation_confirmed": _("对方确认了"),
    "confirmation_refused": _("对方没有同意"),
}

OF_A_CASE = {
    "activate": _("自动开始"),
    "ask": _("前一项没办成，问您要不要接着办"),
    "answer_question": _("决定接着办"),
    "go_on_unanswered": _("到期没有回答，按规则接着办"),
    "remind": _("快到期了，提醒您"),
    "stop": _("停下了"),
    "accept": _("收下开始办（受理）"),
    "accept_by_silence": _("到期没有答复，按规定算已经受理"),
    "request_correction": _("请您补材料"),
    "answer_correction": _("补好交上了"),
    "lapse": _("到期没有补，退回了"),
    "bring_deferral": _("补上了答应以后交的材料"),
    "remind_deferral": _("答应后补的快到期了，提醒您"),
    "lapse_deferral": _("到期没有补上答应的材料，停下了"),
    "refuse_acceptance": _("答复这里办不了"),
    "review": _("看过一遍，没有问题"),
    "pause": _("暂停计时"),
    "resume": _("接着计时"),
    "approve": _("同意了"),
    "refuse": _("没有同意"),
    "offer": _("给了方案和价格，请您看"),
    "accept_offer": _("接受方案"),
    "accept_offer_by_silence": _("到期没有答复，按约定算接受"),
    "decline_offer": _("没有接受方案"),
    "lapse_offer": _("到期没有答复，方案作废"),
    "spare": _("前面的结果表明不用办"),
    "issue": _("办好了"),
    "rehome": _("机构改革，换了单位接着办，日期不变"),
    "withdraw": _("撤回"),
    "terminate": _("停止办理"),
}
