"""What lies on the brand's desks today: claims, bank slips and prices that lie ahead."""

import io
from datetime import timedelta

from PIL import Image, ImageDraw, ImageFont

from odoo import Command

from .company import Brand
from .network import BY_GRADE, DOMAIN
from .people import Network
from .plan import Plan
from .trade import Trade

CLAIMS = 3
SLIP_OF = "S01"  # a dealer that pays in time, but not everything yet
SLIP_NOTE = "电汇 Bank transfer"
WINE_OFF = 2  # percent less off the list from the first of next month


class Desk:
    """Leaves work for whoever looks at the demo."""

    def __init__(self, brand: Brand, network: Network, trade: Trade, plan: Plan):
        self.brand = brand
        self.network = network
        self.plan = plan
        self.env = trade.env

    def build(self) -> None:
        self._claims()
        self._slip()
        self._prices()

    def _claims(self) -> None:
        """The latest receipts that differ are claims that nobody has decided."""
        receipts = self.env["dms.receipt"].search(
            [("has_difference", "=", True)], order="received_at desc", limit=CLAIMS
        )
        for receipt in receipts:
            receipt._dms_open_claim()

    def _slip(self) -> None:
        """A dealer has paid its oldest invoice and sends the slip."""
        dealer = self.network.dealers[SLIP_OF]
        debts = [
            item for item in dealer._dms_open_items()["items"] if item["residual"] > 0
        ]
        day = self.plan.today - timedelta(days=1)
        for item in debts[:1]:
            amount = str(item["residual"])
            reference = f"{day:%Y%m%d}{item['id']:06d}"
            slips = self.env["dms.remittance"].with_user(self.network.buyers[SLIP_OF])
            slips._dms_send(
                {
                    "amount": amount,
                    "date": day.isoformat(),
                    "reference": reference,
                    "note": SLIP_NOTE,
                },
                ("slip.png", _picture(amount, reference, day.isoformat())),
            )

    def _prices(self) -> None:
        """Wine gets dearer next month for the two best grades; it is announced."""
        first = (self.plan.today.replace(day=1) + timedelta(days=32)).replace(day=1)
        wine = self.brand.categories["WN"]
        lines = [
            Command.create(
                {
                    "pricelist_id": self.brand.grades[code].default_pricelist_id.id,
                    "categ_id": wine.id,
                    "compute_price": "percentage",
                    "percent_price": BY_GRADE[code].discount - WINE_OFF,
                }
            )
            for code in ("diamond", "gold")
        ]
        book = self.env["dms.price.book"].create(
            {
                "name": f"{first:%Y-%m} 葡萄酒调价 Wine prices",
                "date_start": first,
                "line_ids": lines,
            }
        )
        chief = self.env["res.users"].search([("login", "=", f"channel@{DOMAIN}")])
        book.with_user(chief).action_dms_publish()


def _picture(amount: str, reference: str, day: str) -> bytes:
    """Return a PNG that looks as much like a bank slip as it needs to."""
    image = Image.new("RGB", (900, 420), "#f4f1e8")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 880, 400), outline="#714b67", width=3)
    rows = ("BANK TRANSFER", f"Date  {day}", f"No.  {reference}", f"CNY  {amount}")
    for number, text in enumerate(rows):
        font = ImageFont.load_default(size=44 if number in (0, 3) else 32)
        draw.text((60, 60 + 82 * number), text, fill="#333333", font=font)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
