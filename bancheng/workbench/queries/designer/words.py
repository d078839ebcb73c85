"""What an editor reads for the words of the schemas. Every key and every value of every kind has its words here."""

from __future__ import annotations

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def label(model: str, key: str) -> str:
    """The words of a key in a part of a rulebook; the key itself when nobody gave it any (a test finds it)."""
    words = _labels()
    return str(words.get(f"{model}.{key}") or words.get(key) or key)


def value_label(value: str) -> str:
    """The words of a fixed value of the schema."""
    return str(_values().get(value, value))


Words = dict[str, str | Promise]


@cache
def _labels() -> Words:
    return {
        **_what_people_read(),
        **_of_items(),
        **_of_entries(),
        **_of_journeys(),
        **_of_the_dictionary(),
        **_of_papers(),
        **_of_directories(),
    }


def _what_people_read() -> Words:
    return {
        "code": _("编码"), "name": _("正式名称"), "plain_name": _("老百姓怎么说"), "one_line": _("一句话说明"),
        "why": _("为什么要"), "how": _("怎么填、怎么拿到"), "sample": _("样例"), "source": _("出处"),
        "inferred": _("推断的，没见到原文"), "sources": _("出处文件"), "Source.title": _("文件名"),
        "Source.number": _("文号"), "url": _("网址"), "text": _("话怎么说"), "title": _("标题"), "note": _("备注"),
        "explain": _("解释"), "synonyms": _("别的说法"), "words": _("搜索词"), "icon": _("图标"), "q": _("问"),
        "a": _("答"),
        "label": _("选项怎么说"), "hint": _("提示"), "reason": _("为什么要办"), "reason_against": _("为什么不用办"),
        "when": _("什么情况下"), "kind": _("种类"), "type": _("类型"), "limit": _("期限"), "within": _("多久以内"),
        "YesNo.yes": _("是的时候说"), "YesNo.no": _("不是的时候说"),
        "basis": _("依据"), "legal_basis": _("法律依据"), "to": _("向谁提出"), "unit": _("单位"), "number": _("编号"),
        "n": _("数"), "value": _("选项值"), "standard": _("标准"), "Fee.standard": _("收费标准"), "place": _("在哪里"),
        "valid_from": _("从哪天起"), "valid_to": _("到哪天不再有效"), "optional": _("可以没有"), "required": _("必须有"),
        "element": _("数据元"), "path": _("数据（谁.什么）"), "purpose": _("用来做什么"),
        "sensitivity": _("敏感程度"), "description": _("说明"),
    }  # fmt: skip


def _of_items() -> Words:
    return {
        "codes": _("事项编码"), "basic": _("基本编码"), "implementation": _("实施编码（31位）"), "handling": _("承办机构"),
        "Codes.handling": _("业务办理项编码（33位）"), "local": _("本地编码"), "Item.type": _("事项类型（附录A.1）"),
        "exercised_at": _("行使层级（A.2）"), "authority_nature": _("实施主体性质（A.3）"), "audience": _("面向谁"),
        "Item.audience": _("服务对象（A.4）"), "topics": _("主题"), "lead_department": _("主管部门"),
        "subjects": _("涉及的人和企业"), "many": _("可以有几个"), "unnumbered": _("还没有证件号码"),
        "jurisdiction": _("管辖"), "by": _("由哪个数据决定"), "level": _("到哪一级"), "elsewhere": _("本市不办的去哪里"),
        "entry_defaults": _("各地一样的"), "entries": _("实施清单（各地）"), "conditions": _("受理条件"),
        "otherwise": _("不符合怎么办"), "fields": _("要填的"), "ReviewPoint.fields": _("看哪些数据"),
        "CertificateField.name": _("项目名"), "CertificateType.fields": _("证面上的项目"),
        "materials": _("材料"), "ReviewPoint.materials": _("看哪些材料"), "JourneyItem.materials": _("这里免交的材料"),
        "stages": _("环节"), "Stage.post": _("由哪个岗位办"), "limit_percent": _("占承诺时限的百分比"),
        "Stage.kind": _("是哪一步"), "offer": _("先问愿不愿意"), "on_silence": _("不回答怎么算"), "lines": _("明细"),
        "price": _("单价（元）"), "quantity": _("数量怎么算"), "off_clock": _("不算在办理时间里"),
        "special_procedures": _("特别程序"), "outcome": _("办理结果"), "certificate": _("发什么证照"),
        "holder": _("是谁的"), "gives": _("办好后知道的"), "copies": _("照抄的值"), "ItemMaterial.copies": _("几份"),
        "delivered_by": _("怎么送达"), "review_points": _("审查要点"), "stage": _("在哪个环节"), "rule": _("规则"),
        "Delivery.rule": _("什么时候送"), "corrections": _("补正意见"), "about": _("说的是哪一样"),
        "decision_reasons": _("决定理由"), "decision": _("什么决定"), "Item.basis": _("设定依据"), "article": _("条款"),
        "remedies": _("救济途径"), "again": _("再次申请"), "after": _("在谁之后"), "Again.after": _("哪些结局以后可以"),
        "Published.after": _("改革后"), "before": _("改革前"), "wait": _("要等多久"), "questions": _("情形问题"),
        "Item.questions": _("常见问题"), "quantity_limit": _("数量限制"), "intermediary_services": _("中介服务"),
        "steps_alone": _("单独办要走的步骤"), "joint_licence": _("算许可联合办理"), "papers": _("用哪些文书"),
        "form": _("原件还是复印件"), "necessity": _("必要程度"), "channel": _("从哪里来"), "accept_standard": _("受理标准"),
        "ItemMaterial.within": _("可以后补的，多久补齐"),
        "correction": _("不对时怎么说"),
        "derive": _("由别的值算出"), "for_applicant": _("由申请人填"),
        "ItemMaterial.source": _("由哪一件的结果给"), "ItemField.source": _("由哪一件的结果给"),
        "ItemMaterial.type": _("材料类型"), "subject": _("谁"),
    }  # fmt: skip


def _of_entries() -> Words:
    return {
        "region": _("区划"), "Journey.region": _("只管哪个区划"), "organization": _("实施机关"),
        "entrusted": _("受委托机关"),
        "queue": _("新办件到哪个岗位"), "posts": _("各环节的岗位"), "legal": _("法定时限"), "promised": _("承诺时限"),
        "Pledge.promised": _("承诺的话"), "Journey.promised": _("整体承诺时限"), "case_type": _("办件类型（A.6）"),
        "visits": _("要跑几次"), "visits_reason": _("为什么要跑"), "channels": _("怎么申请"), "forms": _("办理形式（A.5）"),
        "Material.forms": _("收什么样的"), "online": _("可以网上办"), "online_depth": _("网办深度"),
        "across": _("通办范围"),
        "booking": _("可以预约"), "online_payment": _("可以网上交费"), "express": _("可以寄送"), "fees": _("收费"),
        "amount": _("金额（元）"), "reducible": _("减免情形"), "ways": _("办理方式"), "Delivery.ways": _("送达方式"),
        "pledge": _("告知承诺"), "told": _("告知的话"), "consequence": _("不实的后果"), "checked_within": _("多久以内核查"),
        "exemptions": _("不用办的情形"), "materials_extra": _("这里多要的材料"), "fields_extra": _("这里多填的"),
        "service_points": _("办理地点"), "point": _("服务点"), "address": _("地址"), "hours": _("办公时间"),
        "phone": _("咨询电话"), "complaint_phone": _("投诉电话"),
    }  # fmt: skip


def _of_journeys() -> Words:
    return {
        "batch": _("批次"), "Journey.audience": _("面向谁"), "tone": _("语气"), "lead": _("牵头部门"),
        "supporting": _("配合部门"), "count": _("由哪个问题定几个"), "most": _("最多几个"), "present": _("什么情况下有"),
        "listed_by": _("由哪个资源列出"), "passive": _("不参与（已去世）"), "identified_by": _("证件号码的数据元"),
        "differs_from": _("不能是同一个人的"), "applicant": _("谁来申请"), "roles": _("角色对应"),
        "Applicant.roles": _("哪些人可以申请"), "question": _("由哪个问题定"), "values": _("登录就知道的"),
        "CodeList.values": _("代码"), "enterprise_values": _("企业登录就知道的"), "on_death": _("申请人去世怎么办"),
        "successors": _("由谁接着办"), "id": _("编号"), "ask": _("怎么问"), "options": _("选项"),
        "unsure": _("还没想好怎么说"), "minimum": _("最小"), "maximum": _("最大"), "typical": _("估算时当作"),
        "known": _("已知就不问（怎么算）"), "facts": _("要知道的事实"), "prefill": _("替人查的"), "resource": _("共享资源"),
        "items": _("要办的事项"), "item": _("事项"), "Confirmation.items": _("要他同意的事项"), "each": _("每人各办一件"),
        "on_failure": _("前一件没办成怎么办"), "answer": _("多久以内回答"), "confirm": _("要谁同意"),
        "answered_by": _("由谁替他回答"), "on_refusal": _("不同意怎么办"), "at_most": _("最多请几次"),
        "once_per": _("只能办一次"), "of": _("按什么算同一次"), "lasts": _("管多久"), "delivery": _("结果怎么送"),
        "joint_handling": _("联合办理"), "steps": _("申请人要走的步骤"), "sections": _("表单分几部分"),
        "paths": _("放哪些数据"),
        "Section.subjects": _("放谁的数据"), "excludes": _("不能一起办的情况"), "go_to": _("那去哪里办"),
        "published_reductions": _("别处公布的减少"), "metric": _("什么数"), "percent": _("减少百分之几"),
        "questions_and_answers": _("常见问题"), "front": _("首页第几位"),
    }  # fmt: skip


def _of_the_dictionary() -> Words:
    return {
        "datatype": _("数据类型"), "code_list": _("代码集"), "checks": _("怎么核对"), "min_length": _("最少几个字"),
        "max_length": _("最多几个字"), "pattern": _("格式"), "earliest": _("最早哪天"), "latest": _("最晚哪天"),
        "message": _("不对时怎么说"), "retention": _("保存多久"), "years": _("年"), "days": _("天"),
        "permanent": _("永久"), "authority": _("以谁的为准"), "max_age": _("多久以内的算数"), "extensible": _("可以加细分"),
        "parent": _("上一级代码"), "retired": _("不再用"), "type_code": _("证照类型代码（21位）"), "nature": _("性质"),
        "issuer_title": _("谁发的"), "number_pattern": _("编号规则"), "validity": _("有效期"), "until": _("到哪个数据为止"),
        "Quiet.until": _("到几点"), "states": _("状态"), "valid": _("算有效"), "paper": _("纸面样式"),
        "issued_by": _("谁出的"), "replaced_by": _("怎么免交"), "why_not": _("为什么不用交"), "paper_form": _("空白表格"),
        "max_pages": _("最多几页"), "max_files": _("最多几个文件"), "provider": _("哪个部门提供"),
        "inputs": _("拿什么查"), "outputs": _("查回什么"), "field": _("对方的字段名"), "role": _("是谁的"),
        "Resource.path": _("接口路径"), "authoritative": _("以它为准"), "records": _("一条还是多条"),
        "sharing": _("共享条件"),
        "condition": _("条件是什么"), "fallback": _("查不到怎么办"), "fallback_sentence": _("查不到怎么说"),
        "use": _("还用来"),
    }  # fmt: skip


def _of_papers() -> Words:
    return {
        "act": _("哪一步用"), "addressee": _("写给谁"), "layout": _("版式"), "paragraphs": _("正文各段"),
        "Paper.values": _("要填进去的"), "seal": _("盖章"), "states_remedies": _("写明救济途径"), "word": _("列表里的短词"),
        "sms": _("短信"), "urgent": _("紧急"), "MessageTemplate.channels": _("还从哪里发"),
        "signature": _("短信签名"), "quiet": _("不打扰的时段"), "from": _("从几点"), "reports": _("还会主动报来什么"),
        "since": _("从几点"), "Messaging.ways": _("各渠道"),
        "price_fen": _("一条多少分钱"), "daily_cap_fen": _("一天最多多少分钱"), "waits": _("失败后隔几秒再发"),
        "LifeStage.name": _("这一段叫什么"), "Face.person": _("个人的事，按一辈子的先后"),
        "Face.enterprise": _("企业的事，按一家店的先后"), "hot": _("常有人搜"), "HotTerms.most": _("首页放几个"),
        "HotTerms.days": _("看最近几天"), "sessions": _("至少几个人搜过才放"), "never": _("不放的词"),
        "first": _("搜的人还少时放什么"),
        "language": _("语种"), "texts": _("中文和译文"),
        "specimen": _("样张"), "shape": _("什么样子"), "shows": _("要看得清的"), "stamped": _("盖了章"),
        "signed": _("签了名"), "portrait": _("有照片"), "picture": _("自己的图片"),
        "PaperValue.label": _("叫什么"), "CertificateField.label": _("证面上叫什么"),
    }  # fmt: skip


def _of_directories() -> Words:
    return {
        "Directory.issued_by": _("谁发布的"), "begins_with": _("新认领的先带上什么"), "matters": _("目录里的事项"),
        "department": _("主管部门"), "journey": _("给哪件事用"), "people": _("试算的人"), "answers": _("怎么回答"),
        "SamplePerson.facts": _("已经知道的"), "holds": _("手里有的证照"), "SamplePerson.name": _("是谁"),
    }  # fmt: skip


@cache
def _values() -> Words:
    return {
        "person": _("个人"), "enterprise": _("企业"), "thing": _("物"), "institution": _("事业单位"),
        "organization": _("社会组织"), "province": _("省级"), "city": _("市级"), "county": _("县级"),
        "township": _("乡镇街道"), "village": _("村居"), "nation": _("全国"), "accept": _("受理"), "review": _("审查"),
        "offer": _("问愿不愿意"), "decide": _("决定"), "issue": _("制证、出结果"), "deliver": _("送达"),
        "certificate": _("证照"), "approval": _("批文"), "record": _("登记、待遇"), "electronic": _("电子"),
        "page": _("一页纸"), "card": _("卡片"), "booklet": _("打开的本子"), "photo": _("照片"), "drawing": _("图纸"),
        "table": _("表格"),
        "post": _("邮寄"), "counter": _("窗口领取"), "approve": _("准予"), "refuse": _("不予"), "decline": _("算不要"),
        "refuse_acceptance": _("不予受理"), "terminate": _("终止"), "reconsideration": _("行政复议"),
        "lawsuit": _("行政诉讼"), "complaint": _("投诉"), "refused": _("不予通过"), "not_accepted": _("不予受理"),
        "withdrawn": _("撤回"), "terminated": _("终止"), "original": _("原件"), "copy": _("复印件"),
        "original_and_copy": _("原件和复印件"), "original_or_copy": _("原件或复印件"), "required": _("必要"),
        "optional": _("非必要"), "deferrable": _("可以后补"), "exempt": _("免交"), "applicant": _("申请人自备"),
        "government": _("政府部门核发"), "form": _("在线填报"), "other": _("其他"), "plain": _("平常"), "solemn": _("庄重"),
        "choice": _("选一个"), "several": _("选几个"), "yes_no": _("是或否"), "count": _("几个"), "number": _("数"),
        "date": _("日期"), "text": _("文字"), "long_text": _("长文字"), "name": _("姓名"), "id_number": _("身份证号"),
        "uscc": _("18位信用代码"), "phone": _("电话"), "email": _("邮箱"), "bank_card": _("银行卡号"),
        "datetime": _("时间"), "integer": _("整数"), "decimal": _("小数"), "money": _("金额"), "code": _("代码"),
        "region": _("区划"), "address": _("地址"), "stop": _("停下"), "continue_without": _("不等它，接着办"),
        "ask_applicant": _("问申请人"), "successor": _("由继承人接着办"), "open": _("没办完之前"), "ever": _("一直"),
        "within": _("一段时间里"), "together": _("都办好一起送"), "as_ready": _("办好一件送一件"),
        "together_but_at_latest_by": _("一起送，但最晚到期就送"), "by_law": _("照法律"), "always": _("一律"),
        "never": _("不"), "days": _("天数"), "materials": _("材料数"), "fields": _("填写数"), "visits": _("跑动次数"),
        "steps": _("环节数"), "departments": _("部门数"), "minutes": _("分钟"), "public": _("公开"),
        "internal": _("内部"), "personal": _("个人信息"), "sensitive": _("敏感个人信息"), "one": _("一条"),
        "many": _("多条"), "unconditional": _("无条件共享"), "conditional": _("有条件共享"), "none": _("不共享"),
        "ask": _("请申请人填"), "represented": _("替谁办时用"), "wards": _("替孩子办时用"), "sms": _("短信"),
        "webhook": _("推送"), "notify": _("一次性告知"), "receive": _("收件凭证"), "request_correction": _("补正"),
        "pause": _("暂停计时"), "resume": _("恢复计时"), "extend": _("延长"), "withdraw": _("撤回"), "close": _("办结"),
        "move_dates": _("改期"), "certificate_number": _("证照编号"), "today": _("今天"), "1": "1", "2": "2", "3": "3",
        "4": "4", "wd": _("个工作日"), "pledge": _("告知承诺"), "defer": _("容缺承诺"),
        "cd": _("天"), "h": _("小时"), "m": _("个月"), "y": _("年"), "waived": _("免交"), "deaths": _("去世"),
    }  # fmt: skip
