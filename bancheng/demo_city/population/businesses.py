"""Enterprises of the households: who is head of which, who holds how much, who is clerk, whom they insure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from bancheng.demo_city.population.model import Citizen, DemoEnterprise, Household, Insurance, Shareholder
from bancheng.demo_city.population.numbers import credit_code
from bancheng.organizations.spec import World

FIRST_NUMBER = 1001
"""The stories' enterprises are numbered below."""
PER_HOUSEHOLD = 0.5
HEAD_AGES = (22, 66)
ADULT, WORKING = 18, 60
WORDS = "兴盛和泰隆安瑞丰祥裕恒源宏达鑫汇嘉诚广聚德信永昌福康华美云川青禾南屿海晨星辰"
TRADES: tuple[tuple[str, str], ...] = (
    ("食品", "食品销售"),
    ("餐饮管理", "餐饮服务"),
    ("商贸", "日用百货零售、批发"),
    ("物流", "道路货物运输、仓储"),
    ("建筑工程", "建筑工程施工"),
    ("信息技术", "软件开发、信息技术咨询"),
    ("农业发展", "农产品种植、销售"),
    ("渔业", "水产养殖、销售"),
    ("文化传播", "文化活动策划"),
    ("医药", "药品、医疗器械零售"),
    ("旅游", "旅游服务、民宿"),
    ("机电设备", "机电设备安装、维修"),
)
SHOPS = (
    "便利店",
    "花店",
    "理发店",
    "早点铺",
    "五金店",
    "茶行",
    "水果店",
    "裁缝铺",
    "修车铺",
    "药店",
    "面馆",
    "民宿",
)
INDIVIDUAL, SEVERAL, HELD, CLERKED, EMPLOYED = 0.45, 0.5, 0.06, 0.35, 0.6
STATES = (("in_being", 0.92), ("being_set_up", 0.95), ("deregistered", 1.0))


class Founders:
    """Makes the enterprises of households, with their own chance."""

    def __init__(self, world: World, seed: int, on: date, households: Sequence[Household]) -> None:
        self.world, self.on = world, on
        self.chance = Random(f"{seed}:businesses")  # noqa: S311 - not for secrets: it must repeat
        self.adults = [
            member.person for house in households for member in house.members if member.person.phone
        ]
        low, high = HEAD_AGES
        self.heads = [one for one in self.adults if low <= self._age(one) <= high]
        self.many = round(PER_HOUSEHOLD * len(households)) if self.heads else 0

    def businesses(self) -> tuple[DemoEnterprise, ...]:
        """In order of number; who holds a share of another is founded before it."""
        made: list[DemoEnterprise] = []
        for number in range(FIRST_NUMBER, FIRST_NUMBER + self.many):
            head = self.chance.choice(self.heads)
            own = (
                self._shop(number, head)
                if self.chance.random() < INDIVIDUAL
                else self._company(number, head, made)
            )
            made.append(own)
        return tuple(made)

    def insurances(self, made: Sequence[DemoEnterprise]) -> dict[str, Insurance]:
        """Whom an enterprise of the same county employs is insured by it; the others for themselves or not at all."""
        employers: dict[str, list[str]] = {}
        for one in made:
            if one.state == "in_being" and one.kind == "company":
                employers.setdefault(one.region[:6], []).append(one.name)
        return {
            person.key: self._insurance(person, employers.get(person.county, [])) for person in self.adults
        }

    def _insurance(self, person: Citizen, employers: Sequence[str]) -> Insurance:
        years = self._age(person) - ADULT
        months = self.chance.randint(0, max(12 * min(years, 20), 1))
        if employers and self._age(person) < WORKING and self.chance.random() < EMPLOYED:
            return Insurance("employee", months, person.county, self.chance.choice(employers))
        return Insurance("resident", months, person.county, "")

    def _shop(self, number: int, head: Citizen) -> DemoEnterprise:
        sign = self._sign(number)
        shop = self.chance.choice(SHOPS)
        county = self.world.regions[head.county].name
        return self._made(number, f"善美市{county}{sign}{shop}", head, "零售", "individual")

    def _company(self, number: int, head: Citizen, before: Sequence[DemoEnterprise]) -> DemoEnterprise:
        trade, scope = self.chance.choice(TRADES)
        holders = self._holders(head, [one for one in before if one.shareholders and one.state == "in_being"])
        clerks = tuple(self._others(head, 1)) if self.chance.random() < CLERKED else ()
        name = f"善美市{self._sign(number)}{trade}有限公司"
        return self._made(number, name, head, scope, "company", holders, clerks)

    def _made(
        self,
        number: int,
        name: str,
        head: Citizen,
        scope: str,
        kind: str,
        holders: tuple[Shareholder, ...] = (),
        clerks: tuple[Citizen, ...] = (),
    ) -> DemoEnterprise:
        lot = self.chance.random()
        state = next(state for state, until in STATES if lot < until)
        days = (self.on - head.born_on).days - 366 * (ADULT + 1)
        return DemoEnterprise(
            uscc=credit_code(number, kind, head.county), name=name, kind=kind, state=state, representative=head,
            region=head.region, address=f"{self.world.full_name(head.region)}工商路{number}号", scope=scope,
            founded_on=self.on - timedelta(days=self.chance.randint(20, min(days, 9000))),
            shareholders=holders, clerks=clerks if state == "in_being" else (),
        )  # fmt: skip

    def _sign(self, number: int) -> str:
        """Two characters that no other enterprise here has together, followed by what it does."""
        place = number - FIRST_NUMBER
        first, second = divmod(place * 7 + 3, len(WORDS))
        return WORDS[first % len(WORDS)] + WORDS[(second + first) % len(WORDS)]

    def _holders(self, head: Citizen, companies: Sequence[DemoEnterprise]) -> tuple[Shareholder, ...]:
        """The head, often others, sometimes a company: a hundred percent together."""
        others = [(one.name, one.id_number) for one in self._others(head, self.chance.randint(1, 3))]
        held = [(head.name, head.id_number)] + (others if self.chance.random() < SEVERAL else [])
        if companies and self.chance.random() < HELD:
            above = self.chance.choice(companies)
            held.append((above.name, above.uscc))
        shares = self._shares(len(held))
        return tuple(
            Shareholder(name, number, share) for (name, number), share in zip(held, shares, strict=True)
        )

    def _others(self, head: Citizen, many: int) -> list[Citizen]:
        """Grown-ups other than the head, none twice."""
        found = self.chance.sample(self.heads, min(many + 1, len(self.heads)))
        return [one for one in found if one.key != head.key][:many]

    def _shares(self, many: int) -> list[str]:
        """Hundredths of a percent, so that the sum is exactly a hundred."""
        cuts = sorted(self.chance.sample(range(1, 100), many - 1))
        return [f"{high - low}.00" for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]

    def _age(self, person: Citizen) -> int:
        return (self.on - person.born_on).days // 366
