import base64
import io

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .claim_common import ClaimCommon, photo


@tagged("post_install", "-at_install")
class TestReceiptPhotos(ClaimCommon):
    """Photos of what differs: looked at, painted anew, seen by who may."""

    def _confirm(self, *photos):
        counted = self._count(self.picking, self.wine, damaged=1, photos=list(photos))
        return self._claim_of(counted)

    def test_place_and_camera_are_left_behind(self):
        data = photo(gps=True)
        self.assertIn(b"SecretCamera", data)
        kept = self._confirm(data).line_ids._dms_photos()
        self.assertNotIn(b"SecretCamera", kept.raw)
        picture = Image.open(io.BytesIO(kept.raw))
        self.assertEqual(dict(picture.getexif()), {})
        self.assertEqual((picture.format, picture.size), ("JPEG", (64, 48)))

    def test_photo_taken_sideways_stands_upright(self):
        kept = self._confirm(photo(orientation=6)).line_ids._dms_photos()
        self.assertEqual(Image.open(io.BytesIO(kept.raw)).size, (48, 64))

    def test_large_photo_is_made_smaller(self):
        kept = self._confirm(photo(size=(4000, 3000))).line_ids._dms_photos()
        self.assertEqual(Image.open(io.BytesIO(kept.raw)).size, (1920, 1440))

    def test_every_kind_becomes_a_jpeg(self):
        kept = self._confirm(photo(), photo("PNG"), photo("WEBP"))
        self.assertEqual(
            [file.raw[:3] for file in kept.line_ids._dms_photos()],
            [b"\xff\xd8\xff"] * 3,
        )

    def test_what_is_no_photo_is_refused_and_nothing_is_confirmed(self):
        cases = (
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be read"),
            (b"<!DOCTYPE html><script>alert(1)</script>", "cannot be read"),
            (b"%PDF-1.7", "cannot be read"),
            (b"MZ\x90\x00", "cannot be read"),
            (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "iPhone"),
            (photo()[:200], "damaged"),
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "damaged"),
            (b"\xff\xd8\xff" + b"\x00" * (12 * 2**20), "larger than 12 MB"),
            (b"", "empty"),
        )
        for data, words in cases:
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._confirm(data)
        self.assertFalse(self.picking.dms_receipt_ids)
        self.assertFalse(self.picking.dms_received_at)

    def test_picture_that_unpacks_into_a_wall_is_refused(self):
        target = io.BytesIO()
        Image.new("1", (20_000, 20_000)).save(target, "PNG")
        self.assertLess(len(target.getvalue()), 100_000)
        with self.assertRaisesRegex(UserError, "million pixels|damaged"):
            self._confirm(target.getvalue())

    def test_no_more_than_five(self):
        with self.assertRaisesRegex(UserError, "At most 5"):
            self._confirm(*[photo()] * 6)

    def test_who_sees_them(self):
        claim = self._confirm(photo())
        file = claim.line_ids._dms_photos()
        self.assertEqual(file.res_model, "dms.receipt.line")
        self.assertFalse(file.public)
        for user in (self.owner, self.stocker, self.finance, self.buyer):
            mine = claim.with_user(user)
            self.assertEqual(mine._dms_portal_photo(file.id), file, user.login)
        with self.assertRaises(AccessError):
            claim.with_user(self.other_buyer)._dms_portal_photo(file.id)


@tagged("post_install", "-at_install")
class TestReceiptSignature(ClaimCommon):
    """Who receives the goods signs, once, where the brand asks for it."""

    def _drawing(self):
        return base64.b64encode(photo("PNG", (200, 60))).decode()

    def _sign(self, user=None, name="Storekeeper", drawing=None):
        picking = self.picking.with_user(user or self.stocker)
        return picking._dms_sign_receipt(name, drawing or self._drawing())

    def test_sign_once(self):
        self._receive(self.picking)
        receipt = self._sign()
        self.assertEqual(receipt.signed_name, "Storekeeper")
        self.assertEqual(receipt.signed_by_id, self.stocker)
        self.assertTrue(receipt.signed_at)
        picture = Image.open(io.BytesIO(base64.b64decode(receipt.signature)))
        self.assertEqual((picture.format, picture.size), ("PNG", (200, 60)))
        self._sign(self.buyer, "Somebody else")
        self.assertEqual(receipt.signed_name, "Storekeeper")
        with self.assertRaises(UserError):
            receipt.write({"signed_name": "forged"})
        self.assertIn("Storekeeper", self.picking.message_ids[0].body)

    def test_what_is_missing(self):
        with self.assertRaisesRegex(UserError, "confirm first"):
            self._sign()
        receipt = self._receive(self.picking)
        evil = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
        for name, drawing in (
            ("", self._drawing()),
            (7, self._drawing()),
            ("Me", "no base64!"),
            ("Me", evil),
        ):
            with self.assertRaises(UserError):
                self._sign(name=name, drawing=drawing)
        self.assertFalse(receipt.signed_at)

    def test_who_may_sign(self):
        receipt = self._receive(self.picking)
        for user in (self.finance, self.other_buyer, self.north_staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._sign(user)
        self.assertFalse(receipt.signed_at)

    def test_asked_for_until_given(self):
        self._set_company(dms_receipt_signature="no")
        self._receive(self.picking)  # from before the brand asked for it
        self._set_company(dms_receipt_signature="required")
        self.picking = self._ship(self._approved(ref="PO-SIGN"))
        self._receive(self.picking)

        def todos():
            mine = self.stocker.with_user(self.stocker)
            return [todo["text"] for todo in mine._dms_todos()]

        self.assertIn("Receipts to sign: 1", todos())
        listed = self.picking.with_user(self.stocker)._dms_list(chosen="sign")
        self.assertEqual([row["id"] for row in listed["rows"]], self.picking.ids)
        self._sign()
        self.assertNotIn("Receipts to sign: 1", todos())


@tagged("post_install", "-at_install")
class TestDeliverySlip(ClaimCommon):
    """The slip of a dealer's delivery leads to the page that confirms it."""

    def _slip(self, picking):
        reports = self.env["ir.actions.report"]
        html, _kind = reports._render_qweb_html(
            "stock.report_deliveryslip", picking.ids
        )
        return html.decode()

    def test_slip_of_a_dealer_carries_the_code(self):
        self.assertEqual(
            self.picking._dms_receipt_url(),
            f"{self.picking.get_base_url()}/my/dealer/deliveries/{self.picking.id}",
        )
        picture = Image.open(
            io.BytesIO(base64.b64decode(self.picking._dms_receipt_qr()))
        )
        self.assertEqual(picture.size, (220, 220))
        self.assertIn("Scan to confirm what arrived", self._slip(self.picking))

    def test_slips_of_others_carry_none(self):
        customer = self.env["res.partner"].create({"name": "Customer"})
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [(0, 0, {"product_id": self.wine.id})],
            }
        )
        order.action_confirm()
        self.assertEqual(order.picking_ids._dms_receipt_url(), "")
        self.assertNotIn("Scan to confirm", self._slip(order.picking_ids))
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": self.picking.id}
        )
        wizard.product_return_moves.quantity = 1
        self.assertIsNone(wizard._create_return()._dms_receipt_qr())
