"""The demo brand's network: regions, grades, dealers and the people who sign in.

Company names are invented; people appear by their role alone.
"""

from dataclasses import dataclass
from decimal import Decimal

COMPANY = "云岭酒业 Yunling Liquor"
DOMAIN = "yunling.example"
PASSWORD = "demo-2026"


@dataclass(frozen=True, slots=True)
class Region:
    """A sales region and the provinces in it, by their codes in Odoo."""

    code: str
    en: str
    zh: str
    provinces: tuple[str, ...]


REGIONS = (
    Region("EAST", "East China", "华东", ("SH", "JS", "ZJ", "AH")),
    Region("SOUTH", "South China", "华南", ("GD", "GX", "FJ", "HI")),
    Region("NORTH", "North China", "华北", ("BJ", "TJ", "HE", "SD")),
    Region("SOUTHWEST", "Southwest China", "西南", ("SC", "CQ", "YN", "GZ")),
    Region("CENTRAL", "Central China", "华中", ("HB", "HN", "HA", "JX")),
)


@dataclass(frozen=True, slots=True)
class Grade:
    """A dealer grade: percent off the list, more on one category, orders a month."""

    code: str
    en: str
    zh: str
    discount: int
    extra: tuple[tuple[str, int], ...]
    orders_a_month: Decimal
    cases: int  # typical cases on a line
    credit_limit: int


GRADES = (
    Grade(
        "diamond", "Diamond", "钻石", 12, (("BJ", 15),), Decimal("2.0"), 36, 1_600_000
    ),
    Grade("gold", "Gold", "金牌", 8, (("BJ", 10),), Decimal("1.5"), 23, 800_000),
    Grade("silver", "Silver", "银牌", 4, (), Decimal("1.2"), 15, 400_000),
    Grade("bronze", "Bronze", "铜牌", 2, (), Decimal("1.0"), 8, 150_000),
)
BY_GRADE = {grade.code: grade for grade in GRADES}


@dataclass(frozen=True, slots=True)
class Dealer:
    """A dealer; ``pays`` is how it pays, ``categories`` what it may sell."""

    code: str
    name: str
    region: str
    province: str
    city: str
    grade: str
    pays: str
    categories: tuple[str, ...]
    exclusive: str = ""
    parent: str = ""
    state: str = "active"

    @property
    def orders_from_us(self) -> bool:
        """Dealers of level 2 buy from theirs of level 1; applicants do not buy yet."""
        return not self.parent and self.state != "applicant"

    @property
    def sign_in(self) -> str:
        return self.code.lower()


# code | name | region | province | city | grade | pays | categories | exclusive | parent
_ROWS = """
E01|沪岭商贸 Huling Trading|EAST|SH|上海|diamond|prompt|BJ PJ WN SD WA|WN||
E02|金陵云酒 Jinling Cloud Wines|EAST|JS|南京|gold|prompt|BJ PJ SD WA|||
E03|西泠酒水 Xiling Beverages|EAST|ZJ|杭州|gold|late|BJ PJ SD WA|||
E04|姑苏百味 Gusu Flavours|EAST|JS|苏州|silver|partial|BJ PJ SD|||
E05|甬江供应链 Yongjiang Supply|EAST|ZJ|宁波|bronze|prepaid|PJ SD WA|||
S01|粤岭酒业 Yueling Liquor|SOUTH|GD|广州|diamond|prompt|BJ PJ WN SD WA|||
S02|鹏城饮品 Pengcheng Drinks|SOUTH|GD|深圳|gold|late|PJ WN SD WA|||
S03|鹭岛商行 Ludao Merchants|SOUTH|FJ|厦门|silver|prompt|BJ PJ SD WA|||
S04|邕城酒水 Yongcheng Beverages|SOUTH|GX|南宁|bronze|partial|BJ PJ WA|||
N01|京岭名酒 Jingling Spirits|NORTH|BJ|北京|gold|prompt|BJ PJ WN SD WA|||
N02|津门饮业 Jinmen Beverages|NORTH|TJ|天津|silver|late|BJ PJ SD WA|||
N03|泉城酒汇 Quancheng Cellar|NORTH|SD|济南|silver|prompt|BJ PJ WN|||
N04|燕赵商贸 Yanzhao Trading|NORTH|HE|石家庄|silver|overdue|BJ PJ SD|||suspended
W01|蓉岭酒业 Rongling Liquor|SOUTHWEST|SC|成都|gold|prompt|BJ PJ WN SD WA|BJ||
W02|山城百饮 Shancheng Drinks|SOUTHWEST|CQ|重庆|silver|partial|PJ SD WA|||
W03|滇池酒水 Dianchi Beverages|SOUTHWEST|YN|昆明|bronze|prepaid|PJ SD WA|||
C01|江城云岭 Jiangcheng Yunling|CENTRAL|HB|武汉|gold|late|BJ PJ WN SD WA|||
C02|星沙酒业 Xingsha Liquor|CENTRAL|HN|长沙|bronze|prompt|BJ PJ SD|||applicant
E06|虹口小酌 Hongkou Small Cups|EAST|SH|上海|bronze|prompt|BJ PJ||E01|
E07|无锡醇品 Wuxi Fine Drinks|EAST|JS|无锡|bronze|prompt|PJ SD WA||E02|
S05|佛山酒廊 Foshan Cellar|SOUTH|GD|佛山|bronze|prompt|BJ PJ||S01|
N05|通州便利 Tongzhou Convenience|NORTH|BJ|北京|bronze|prompt|PJ SD WA||N01|
W04|绵阳酒铺 Mianyang Wine Shop|SOUTHWEST|SC|绵阳|bronze|prompt|PJ SD||W01|
C03|襄阳饮品 Xiangyang Drinks|CENTRAL|HB|襄阳|bronze|prompt|PJ SD WA||C01|
"""


def _dealers() -> tuple[Dealer, ...]:
    dealers = []
    for row in _ROWS.strip().splitlines():
        *head, categories, exclusive, parent, state = row.split("|")
        dealers.append(
            Dealer(
                *head,
                categories=tuple(categories.split()),
                exclusive=exclusive,
                parent=parent,
                state=state or "active",
            )
        )
    return tuple(dealers)


DEALERS = _dealers()
BY_DEALER = {dealer.code: dealer for dealer in DEALERS}
# Dealers whose buyer, bookkeeper and stock keeper sign in too, not the owner alone.
FULL_TEAMS = ("E01", "S01", "W01")
ROLES = (
    ("owner", "负责人 Owner"),
    ("buyer", "采购部 Purchasing"),
    ("finance", "财务部 Finance"),
    ("stock", "仓储部 Warehouse"),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody of the brand, by role; ``regions`` limits what is seen."""

    sign_in: str
    name: str
    groups: tuple[str, ...]
    regions: tuple[str, ...] = ()


STAFF = (
    Staff(
        "channel",
        "渠道经理 Channel Manager",
        ("dms_base.group_dms_manager", "stock.group_stock_user"),
    ),
    *(
        Staff(
            f"region-{region.code.lower()}",
            f"{region.zh}区域经理 {region.en} Manager",
            ("dms_base.group_dms_user",),
            (region.code,),
        )
        for region in REGIONS
    ),
    Staff("accounts", "会计 Accountant", ("account.group_account_manager",)),
    Staff(
        "sales",
        "销售内勤 Sales Clerk",
        ("dms_base.group_dms_user", "stock.group_stock_user"),
    ),
)
