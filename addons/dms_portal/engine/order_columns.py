"""Which column of a table says what, by the words above it.

``TITLES`` holds the headings as people write them, in Chinese and English, in the form
in which headings are compared: no case, blanks, marks or remarks in brackets.
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence

TITLES = {
    "code": (
        "code sku item itemcode itemno itemnumber productcode productno partno "
        "partnumber articleno reference ref internalreference model 编码 商品编码 "
        "产品编码 产品编号 商品编号 物料编码 物料号 货号 编号 款号 型号 存货编码 代码"
    ),
    "barcode": "barcode ean ean13 gtin upc 条码 条形码 商品条码 产品条码 国际条码 箱码",
    "name": (
        "name product productname description itemname article goods 名称 商品名称 "
        "产品名称 品名 商品 产品 货品名称 存货名称 物料名称"
    ),
    "quantity": (
        "quantity qty amountordered orderqty orderquantity ordered pcs count number "
        "数量 订货数量 订购数量 采购数量 下单数量 订单数量 需求数量 要货数量 件数 箱数"
    ),
    "unit": "unit uom units unitofmeasure packing package 单位 计量单位 包装单位 规格单位",
}
KEYS = {title: key for key, titles in TITLES.items() for title in titles.split()}
GOODS = ("code", "barcode", "name")


def clean_heading(text: str) -> str:
    """Return a heading as it is compared.

    >>> clean_heading("*Item_Code (required)"), clean_heading("订货数量（箱）")
    ('itemcode', '订货数量')
    """
    text = unicodedata.normalize("NFKC", text).casefold().split("(")[0]
    return "".join(char for char in text if char.isalnum())


def guess_columns(headings: Sequence[str]) -> dict[str, int]:
    """Return {key: place} of the columns whose headings are known; the first counts.

    >>> guess_columns(["货号", "品名", "数量", "Unit", "备注"])
    {'code': 0, 'name': 1, 'quantity': 2, 'unit': 3}
    """
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        key = KEYS.get(clean_heading(heading))
        if key:
            places.setdefault(key, place)
    return places


def is_enough(columns: Mapping[str, int]) -> bool:
    """Whether an order can be read: a quantity, and something that names the product."""
    return "quantity" in columns and any(key in columns for key in GOODS)


def fingerprint(headings: Sequence[str]) -> str:
    """Return a short text that is equal for tables with the same headings.

    >>> fingerprint(["Code ", "QTY"]) == fingerprint(["code", "Qty (pcs)"])
    True
    """
    joined = "|".join(clean_heading(heading) for heading in headings)
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def find_heading(grid: Sequence[Sequence[str]], depth: int = 20) -> int:
    """Return the index of the line with the headings, -1 where there is none.

    The line with the most known headings, else the first with two words or more and
    no number in it.
    """
    head = grid[:depth]
    known = [len(guess_columns(line)) for line in head]
    if known and max(known) >= 2:
        return known.index(max(known))
    for index, line in enumerate(head):
        filled = [cell for cell in line if cell]
        if len(filled) > 1:
            has_number = any(any(char.isdigit() for char in cell) for cell in filled)
            return -1 if has_number else index
    return -1
