"""What the demo brand sells: sixty invented products in five categories."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Category:
    """A product category; ``code`` starts the article codes."""

    code: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Item:
    """A product: sold by the bottle or can, and by the case."""

    code: str
    en: str
    zh: str
    category: str
    price: Decimal  # CNY per piece, before tax
    unit: str  # what a piece is called, a key of ``UNITS``
    case: int  # pieces in a case
    millilitres: int
    number: int  # 1 … 60, the item number in the barcode

    @property
    def weight(self) -> Decimal:
        """Kilograms per piece: the liquid, and a fifth more in glass or tin."""
        return (Decimal(self.millilitres) * Decimal("1.2") / 1000).quantize(
            Decimal("0.01")
        )

    @property
    def barcode(self) -> str:
        return ean13(f"2{self.number:05d}000001")

    @property
    def case_barcode(self) -> str:
        return ean13(f"2{self.number:05d}{self.case:06d}")


CATEGORIES = (
    Category("BJ", "Baijiu", "白酒"),
    Category("PJ", "Beer", "啤酒"),
    Category("WN", "Wine", "葡萄酒"),
    Category("SD", "Soft Drinks", "软饮料"),
    Category("WA", "Water", "饮用水"),
)

UNITS = {
    "bottle": ("Bottle", "瓶"),
    "can": ("Can", "听"),
    "box": ("Box", "盒"),
    "keg": ("Keg", "桶"),
}

# Category, name in English, name in Chinese, millilitres, price, unit, pieces in a case.
# Every price is a multiple of half a yuan, so every grade's discount leaves whole fen.
_ROWS = """
BJ|Yunling Classic 42° 500 ml|云岭经典 42度 500ml|500|68|bottle|6
BJ|Yunling Classic 52° 500 ml|云岭经典 52度 500ml|500|78|bottle|6
BJ|Yunling Classic 52° 1 L|云岭经典 52度 1L|1000|138|bottle|6
BJ|Yunling Classic Gift Set 2 × 500 ml|云岭经典礼盒 2×500ml|1000|198|box|4
BJ|Yunling Reserve 6 Years 52° 500 ml|云岭珍藏6年 52度 500ml|500|168|bottle|6
BJ|Yunling Reserve 9 Years 52° 500 ml|云岭珍藏9年 52度 500ml|500|298|bottle|6
BJ|Yunling Reserve 15 Years 53° 500 ml|云岭珍藏15年 53度 500ml|500|598|bottle|6
BJ|Yunling Reserve 20 Years 53° 500 ml|云岭珍藏20年 53度 500ml|500|1088|bottle|4
BJ|Yunling Sauce Aroma 53° 500 ml|云岭酱香 53度 500ml|500|368|bottle|6
BJ|Yunling Sauce Aroma Gift Set 2 × 500 ml|云岭酱香礼盒 2×500ml|1000|788|box|4
BJ|Ridge Spring 38° 500 ml|岭上春 38度 500ml|500|38|bottle|12
BJ|Ridge Spring 45° 500 ml|岭上春 45度 500ml|500|45|bottle|12
BJ|Ridge Spring Small Bottle 45° 125 ml|岭上春小酒 45度 125ml|125|15|bottle|24
BJ|Ridge Spring Sorghum 50° 2.5 L|岭上春高粱酒 50度 2.5L|2500|128|bottle|4
BJ|Osmanthus Liqueur 28° 500 ml|桂花酿 28度 500ml|500|58|bottle|6
BJ|Plum Liqueur 12° 330 ml|青梅酒 12度 330ml|330|29|bottle|12
PJ|Cloud Wheat Lager Can 330 ml|云麦拉格 听装 330ml|330|3.50|can|24
PJ|Cloud Wheat Lager Can 500 ml|云麦拉格 听装 500ml|500|5|can|12
PJ|Cloud Wheat Lager Bottle 500 ml|云麦拉格 瓶装 500ml|500|4.50|bottle|12
PJ|Cloud Wheat Fresh Lager 500 ml|云麦鲜啤 500ml|500|6.50|bottle|12
PJ|Cloud Wheat White Can 330 ml|云麦白啤 听装 330ml|330|6|can|24
PJ|Cloud Wheat White Can 500 ml|云麦白啤 听装 500ml|500|7.50|can|12
PJ|Cloud Wheat Dark 330 ml|云麦黑啤 330ml|330|7|can|24
PJ|Cloud Wheat IPA 330 ml|云麦印度淡色艾尔 330ml|330|9|can|24
PJ|Cloud Wheat Craft 1 L|云麦原浆 1L|1000|15|bottle|12
PJ|Cloud Wheat Craft Keg 5 L|云麦原浆桶装 5L|5000|68|keg|4
PJ|Cloud Wheat Pineapple Beer 330 ml|云麦菠萝啤 330ml|330|3|can|24
PJ|Cloud Wheat Lime 330 ml|云麦青柠啤 330ml|330|4|can|24
PJ|Cloud Wheat Alcohol Free 330 ml|云麦无醇啤酒 330ml|330|5|can|24
PJ|Cloud Wheat Party Box 24 × 330 ml|云麦聚会装 24×330ml|7920|82|box|4
WN|Terrace Dry Red 750 ml|梯田干红 750ml|750|58|bottle|6
WN|Terrace Cabernet 750 ml|梯田赤霞珠 750ml|750|88|bottle|6
WN|Terrace Cabernet Reserve 750 ml|梯田赤霞珠珍藏 750ml|750|168|bottle|6
WN|Terrace Merlot 750 ml|梯田美乐 750ml|750|98|bottle|6
WN|Terrace Marselan 750 ml|梯田马瑟兰 750ml|750|138|bottle|6
WN|Terrace Chardonnay 750 ml|梯田霞多丽 750ml|750|92|bottle|6
WN|Terrace Riesling 750 ml|梯田雷司令 750ml|750|96|bottle|6
WN|Terrace Rosé 750 ml|梯田桃红 750ml|750|78|bottle|6
WN|Terrace Sparkling 750 ml|梯田起泡酒 750ml|750|118|bottle|6
WN|Terrace Ice Wine 375 ml|梯田冰酒 375ml|375|198|bottle|6
SD|Orchard Ridge Apple 500 ml|果岭苹果汁 500ml|500|4.50|bottle|15
SD|Orchard Ridge Orange 500 ml|果岭橙汁 500ml|500|4.50|bottle|15
SD|Orchard Ridge Grape 500 ml|果岭葡萄汁 500ml|500|5|bottle|15
SD|Orchard Ridge Hawthorn 350 ml|果岭山楂汁 350ml|350|4|bottle|15
SD|Orchard Ridge Sour Plum 500 ml|果岭酸梅汤 500ml|500|4|bottle|15
SD|Orchard Ridge Coconut 1 L|果岭椰汁 1L|1000|10|bottle|12
SD|Orchard Ridge Walnut Milk 240 ml|果岭核桃乳 240ml|240|3.50|can|24
SD|Ridge Soda Lemon 330 ml|岭泉汽水柠檬味 330ml|330|2.50|can|24
SD|Ridge Soda Orange 330 ml|岭泉汽水橘子味 330ml|330|2.50|can|24
SD|Ridge Soda Cola 330 ml|岭泉汽水可乐味 330ml|330|2.50|can|24
SD|Mist Green Tea 500 ml|清岚绿茶 500ml|500|3|bottle|15
SD|Mist Jasmine Tea 500 ml|清岚茉莉花茶 500ml|500|3|bottle|15
WA|Mist Spring Water 350 ml|清岚山泉水 350ml|350|1|bottle|24
WA|Mist Spring Water 550 ml|清岚山泉水 550ml|550|1.50|bottle|24
WA|Mist Spring Water 1.5 L|清岚山泉水 1.5L|1500|2.50|bottle|12
WA|Mist Spring Water 4 L|清岚山泉水 4L|4000|6|bottle|4
WA|Mist Spring Water Glass 500 ml|清岚山泉水玻璃瓶 500ml|500|5.50|bottle|12
WA|Mist Sparkling Water 330 ml|清岚气泡水 330ml|330|3.50|can|24
WA|Mist Sparkling Water Lime 330 ml|清岚气泡水青柠味 330ml|330|4|can|24
WA|Mist Mineral Water 18 L|清岚矿泉水桶装 18L|18000|16|keg|1
"""


def ean13(digits: str) -> str:
    """Return twelve digits with the check digit of an EAN-13 barcode.

    Numbers that begin with 2 are free for use within a company, so an invented product
    does not carry the number of a real one.

    >>> ean13("400638133393")
    '4006381333931'
    """
    weights = (1, 3) * 6
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
    return f"{digits}{-total % 10}"


def _items() -> tuple[Item, ...]:
    items, counts = [], {}
    for number, row in enumerate(_ROWS.strip().splitlines(), start=1):
        category, en, zh, millilitres, price, unit, case = row.split("|")
        counts[category] = counts.get(category, 0) + 1
        items.append(
            Item(
                code=f"{category}{counts[category]:03d}",
                en=en,
                zh=zh,
                category=category,
                price=Decimal(price),
                unit=unit,
                case=int(case),
                millilitres=int(millilitres),
                number=number,
            )
        )
    return tuple(items)


ITEMS = _items()
BY_CODE = {item.code: item for item in ITEMS}
CASES = tuple(sorted({item.case for item in ITEMS if item.case > 1}))
