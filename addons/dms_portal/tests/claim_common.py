import io

from PIL import Image

from .test_receipt import ReceiptCommon


def photo(kind="JPEG", size=(64, 48), *, gps=False, orientation=None):
    """Return the bytes of a picture, with a place and a camera in it if wanted."""
    picture = Image.new("RGB", size, "red")
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "SecretCamera"
        exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 0.0)})
    if orientation:
        exif[0x0112] = orientation
    target = io.BytesIO()
    picture.save(target, kind, exif=exif)
    return target.getvalue()


class ClaimCommon(ReceiptCommon):
    """A delivery of 3 wine at 9.00 and 5 beer at 1.80 (prices less 10 %), 13 % tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "VAT 13 %",
                "amount": 13.0,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                "tax_group_id": cls.env["account.tax.group"]
                .create({"name": "VAT", "company_id": cls.company.id})
                .id,
            }
        )
        (cls.wine | cls.beer).taxes_id = cls.tax
        cls.order = cls._approved(ref="PO-CLAIM")
        cls.picking = cls._ship(cls.order)

    def _line_of(self, product, order=None):
        lines = (order or self.order).order_line
        return lines.filtered(lambda line: line.product_id == product)

    def _invoice(self, order=None, post=True):
        invoice = (order or self.order)._create_invoices()
        if post:
            invoice.action_post()
        return invoice

    def _claim_of(self, *counted, user=None, **payload):
        """Confirm the delivery with differences; return the claim."""
        receipt = self._receive(self.picking, user=user, lines=list(counted), **payload)
        return receipt.claim_ids

    def _decide(self, claim, user=None, **decisions):
        """Decide as staff; by kind of line: decision, or (decision, quantity)."""
        mine = claim.with_user(user or self.north_staff)
        for line in mine.line_ids:
            if line.kind not in decisions:
                continue
            decision = decisions[line.kind]
            decision, quantity = (
                decision if isinstance(decision, tuple) else (decision, line.quantity)
            )
            granted = decision in ("credit", "redeliver")
            line.write(
                {
                    "decision": decision,
                    "granted_qty": quantity if granted else 0,
                    "answer": False if granted else "because",
                }
            )
        return mine.action_dms_decide()

    def _ask(self, product, quantity, *, picking=None, user=None, **more):
        """Ask to send goods back; return the claim as superuser."""
        picking = picking or self.picking
        line = {
            "move_id": self._move(picking, product).id,
            "quantity": quantity,
            "reason": "unsold",
            **more.pop("line", {}),
        }
        payload = {"lines": [line], **more}
        claims = self.env["dms.claim"].with_user(user or self.buyer)
        return claims._dms_request_return(
            picking.with_user(user or self.buyer), payload
        )

    def _bring_back(self, claim, quantity=None):
        """Receive what a return brings; what is missing becomes a back order."""
        back = claim._dms_return_pickings().filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        for move in back.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
        back.move_ids.picked = True
        back.with_context(skip_backorder=True).button_validate()
        return back

    def _ledger(self, move):
        """Return {account type: debit less credit} of an entry's lines."""
        totals = {}
        for line in move.line_ids:
            kind = line.account_id.account_type
            if line.tax_line_id:
                kind = "tax"
            totals[kind] = round(totals.get(kind, 0) + line.balance, 2)
        return totals

    def _set_company(self, **values):
        self.company.write(values)
        return self.company
