"""机构改革、区划调整: taken once, effective on its day, old codes lead to their successors, old days stay as they were."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bancheng.demo_city.population.calendar import CITY
from bancheng.kernel.access import PlainActor, system_actor
from bancheng.kernel.errors import DomainError
from bancheng.organizations import tasks
from bancheng.organizations.commands import apply_due, import_world, take_notice
from bancheng.organizations.models import Organization, Post
from bancheng.organizations.queries import notices, read_world, world
from bancheng.organizations.spec import World, load_world, organization_id

SINCE, ON, DAY = date(2020, 1, 1), date(2026, 11, 23), date(2027, 1, 1)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
"""The first instant of 2027 in Shanghai."""
BUREAU = system_actor("test")
pytestmark = pytest.mark.django_db

MERGER: dict[str, Any] = {
    "notice": "善编〔2026〕12号",
    "title": "疾病预防控制职责划入卫生健康部门",
    "on": DAY,
    "changed": {
        "organizations": [{"code": "health", "name": "善美市卫生健康委员会", "short_name": "市卫健委"}]
    },
    "ended": {
        "organizations": [{"code": "cdc", "into": "health"}],
        "posts": [{"code": "cdc.immunization", "into": "health.maternal"}],
    },
}


@pytest.fixture
def city() -> World:
    made = load_world(CITY, ON)
    import_world(actor=BUREAU, world=made, since=SINCE)
    return made


def take(document: dict[str, Any], now: datetime = NOW) -> None:
    take_notice(actor=BUREAU, written=document, now=now)


def changed(**parts: Any) -> dict[str, Any]:
    return {"notice": "善编〔2026〕13号", "title": "调整", "on": DAY, **parts}


def refusal(document: dict[str, Any]) -> DomainError:
    with pytest.raises(DomainError) as refused:
        take(document)
    return refused.value


def test_until_its_day_a_notice_changes_nothing(city: World) -> None:
    take(MERGER)
    assert tasks.reorganize(NEW_YEAR - timedelta(seconds=1)) == 0
    assert read_world(DAY).organizations["health"].name == "善美市卫生健康局"
    assert notices()[0]["applied_at"] is None


def test_on_its_day_it_takes_effect_whole_and_once(city: World) -> None:
    take(MERGER)
    assert (tasks.reorganize(NEW_YEAR), tasks.reorganize(NEW_YEAR)) == (1, 0)
    after = read_world(DAY)
    assert after.organizations["health"].name == "善美市卫生健康委员会"
    assert "cdc" not in after.organizations
    assert "cdc.immunization" not in after.posts


def test_the_code_of_an_ended_body_leads_to_its_successor(city: World) -> None:
    take(MERGER)
    tasks.reorganize(NEW_YEAR)
    after = read_world(DAY)
    body, post = after.organization("cdc"), after.post("cdc.immunization")
    assert body is not None
    assert post is not None
    assert (body.code, post.code) == ("health", "health.maternal")
    assert after.organization("nobody") is None


def test_a_successor_that_ends_in_turn_is_followed_to_the_last(city: World) -> None:
    take(MERGER)
    take(changed(
        on=DAY + timedelta(days=30),
        found={
            "organizations": [
                {"code": "wellbeing", "name": "善美市健康局", "uscc": "11449900000109997T", "level": "city",
                 "region": "449900", "parent": "government"}
            ],
        },
        changed={
            "posts": [
                {"code": one.code, "organization": "wellbeing"}
                for one in city.posts.values() if one.organization == "health"
            ],
            "organizations": [
                {"code": one.code, "parent": "wellbeing"}
                for one in city.organizations.values() if one.parent == "health"
            ],
            "service_points": [
                {"code": one.code, "organization": "wellbeing"}
                for one in city.service_points.values() if one.organization == "health"
            ],
        },
        ended={"organizations": [{"code": "health", "into": "wellbeing"}]},
    ))  # fmt: skip
    assert apply_due(actor=BUREAU, on=DAY + timedelta(days=31), now=NOW) == 2
    after = read_world(DAY + timedelta(days=31))
    body = after.organization("cdc")
    assert body is not None
    assert body.code == "wellbeing"
    assert after.posts["health.maternal"].organization == "wellbeing"


def test_an_older_day_is_read_as_it_was_then(city: World) -> None:
    take(MERGER)
    take(changed(changed={
        "posts": [{"code": "tax.social-fees", "name": "社保费征管科", "organization": "human-resources"}],
        "regions": [{"code": "449904", "name": "望江新区"}],
    }))  # fmt: skip
    tasks.reorganize(NEW_YEAR)
    before, after = read_world(DAY - timedelta(days=1)), read_world(DAY)
    assert "cdc" in before.organizations
    assert before.organizations["health"].name == "善美市卫生健康局"
    assert (before.posts["tax.social-fees"].name, before.posts["tax.social-fees"].organization) == (
        "社会保险费科", "tax",
    )  # fmt: skip
    assert (after.posts["tax.social-fees"].name, after.posts["tax.social-fees"].organization) == (
        "社保费征管科", "human-resources",
    )  # fmt: skip
    assert (before.regions["449904"].name, after.regions["449904"].name) == ("望江区", "望江新区")


def test_an_address_in_an_ended_region_belongs_to_its_successor(city: World) -> None:
    villages = [row.code for row in city.children("449921101")]
    bodies = [one.code for one in city.organizations.values() if one.region == "449921101"]
    take(changed(
        changed={
            "regions": [{"code": code, "parent": "449921100"} for code in villages],
            "organizations": [{"code": code, "region": "449921100"} for code in bodies],
        },
        ended={"regions": [{"code": "449921101", "into": "449921100"}]},
    ))  # fmt: skip
    tasks.reorganize(NEW_YEAR)
    after = read_world(DAY)
    assert after.lineage("449921101") == ("449921101", "449921100", "449921", "449900", "490000")
    assert after.full_name("449921101") == "善美市安澜县城东镇"
    assert after.at_level("449921101", "township") == "449921100"
    assert "449921101" not in after.regions


def test_the_files_of_the_city_do_not_undo_a_notice(city: World) -> None:
    take(MERGER)
    take(changed(changed={"posts": [{"code": "tax.social-fees", "name": "社保费征管科"}]}))
    tasks.reorganize(NEW_YEAR)
    import_world(actor=BUREAU, world=city, since=SINCE)
    after = read_world(DAY)
    assert after.posts["tax.social-fees"].name == "社保费征管科"
    assert "cdc" not in after.organizations
    assert Organization.objects.get(code="cdc").succeeded_by_id == organization_id("health")


def test_the_same_notice_again_changes_nothing_and_other_contents_need_another_number(city: World) -> None:
    take(MERGER)
    take(MERGER)
    assert len(notices()) == 1
    assert refusal({**MERGER, "title": "别的"}).code == "reorganization_taken"


def _without(document: dict[str, Any], *path: Any) -> dict[str, Any]:
    made = deepcopy(document)
    part: Any = made
    for step in path[:-1]:
        part = part[step]
    del part[path[-1]]
    return made


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (_without(MERGER, "ended", "posts"), "它的岗位cdc.immunization没有交代"),
        (_without(MERGER, "ended", "posts", 0, "into"), "请写明它的工作转到哪个岗位"),
        (_without(MERGER, "ended", "organizations", 0, "into"), "请写明由哪个机构承接"),
        (changed(ended={"posts": [{"code": "nobody", "into": "health.maternal"}]}), "没有编码为nobody"),
        (changed(ended={"posts": [{"code": "tax.social-fees", "into": "nowhere"}]}), "nowhere那一天不存在"),
        (changed(ended={"regions": [{"code": "449921101", "into": "449921100"}]}), "没有交代：请写明归哪个上级"),
        (changed(found={"regions": [{"code": "449904", "name": "又一个", "level": "county"}]}), "已经有了"),
        (changed(changed={"posts": [{"code": "tax.social-fees", "organization": "nobody"}]}), "指到的nobody"),
        (
            changed(
                changed={"posts": [{"code": "tax.social-fees", "name": "一"}]},
                ended={"posts": [{"code": "tax.social-fees", "into": "health.maternal"}]},
            ),
            "写了两次",
        ),
        (
            changed(found={"organizations": [
                {"code": "new", "name": "新局", "uscc": "11449900000100028A", "level": "city", "region": "449900"}
            ]}),
            "校验位不对",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence(
    city: World, document: dict[str, Any], said: str
) -> None:
    refused = refusal(document)
    assert refused.code == "reorganization_does_not_fit"
    assert said in refused.message
    assert notices() == []


@pytest.mark.parametrize("document", [{}, {"notice": "x"}, changed(ended={"posts": "all"}), changed(more=1)])
def test_a_document_that_cannot_be_read_is_refused(city: World, document: dict[str, Any]) -> None:
    assert refusal(document).code == "reorganization_unreadable"


def test_a_notice_that_does_not_fit_any_more_waits_and_the_others_go_on(city: World) -> None:
    take(MERGER)
    take(
        changed(
            changed={"posts": [{"code": "cdc.immunization", "name": "免疫科"}]}, on=DAY + timedelta(days=1)
        )
    )
    take(
        {
            **changed(changed={"posts": [{"code": "tax.social-fees", "name": "社保费征管科"}]}),
            "notice": "另一份",
        }
    )
    assert apply_due(actor=BUREAU, on=DAY + timedelta(days=2), now=NOW) == 2
    assert sorted(row["notice"] for row in notices() if row["applied_at"] is None) == ["善编〔2026〕13号"]
    assert Post.objects.get(code="tax.social-fees").name == "社保费征管科"


def test_the_kept_world_is_read_again_after_a_notice_took_effect(city: World) -> None:
    assert world(DAY) is world(DAY)
    take(MERGER)
    tasks.reorganize(NEW_YEAR)
    assert "cdc" not in world(DAY).organizations


@pytest.mark.parametrize(
    ("scopes", "may"), [({"role:clerk"}, False), ({"role:editor"}, False), ({"role:data-bureau"}, True)]
)
def test_only_the_data_bureau_takes_notices(city: World, scopes: set[str], may: bool) -> None:
    actor = PlainActor("staff", None, frozenset(scopes))
    if may:
        take_notice(actor=actor, written=MERGER, now=NOW)
        return
    with pytest.raises(DomainError) as refused:
        take_notice(actor=actor, written=MERGER, now=NOW)
    assert refused.value.status == 403
