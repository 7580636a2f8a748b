import base64
import io
from unittest.mock import patch

from PIL import Image

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .claim_common import ClaimCommon, photo

CLAIMS = "/my/dealer/claims"
DELIVERIES = "/my/dealer/deliveries"
HUGE = 2**40
TOUR_SECONDS = 240  # a browser and this server may share one slow processor


@tagged("post_install", "-at_install")
class TestClaimPages(ClaimCommon, HttpCase):
    """Receipts with photos, signatures, claims and returns, as a browser sees them."""

    def _open(self, url, user, files=None, follow=True, **post):
        self.authenticate(user.login, user.login)
        if post:
            post["csrf_token"] = Request.csrf_token(self)
        return self.url_open(
            url, data=post or None, files=files, allow_redirects=follow
        )

    def _page(self, picking=None):
        return f"{DELIVERIES}/{(picking or self.picking).id}"

    def _differ(self, files=None, user=None, **counted):
        move = self._move(self.picking, self.wine)
        fields = {f"{name}_{move.id}": value for name, value in counted.items()}
        files = [(f"photo_{move.id}", file) for file in files or ()]
        return self._open(
            f"{self._page()}/receive",
            user or self.stocker,
            files=files or None,
            kind="count",
            **{f"received_{move.id}": "3"} | fields,
        )

    def test_code_on_the_slip_leads_through_sign_in_to_the_form(self):
        answer = self.url_open(self._page(), allow_redirects=False)
        self.assertIn("/web/login?redirect=", answer.headers["Location"])
        self.assertIn(self._page(), answer.headers["Location"].replace("%2F", "/"))
        page = self._open(self._page(), self.stocker).text
        self.assertIn("All arrived as shipped", page)
        for user in (self.other_buyer, self.finance):
            answer = self._open(self._page(), user)
            self.assertNotIn(self.picking.name, answer.text)

    def test_receipt_with_photos_opens_the_claim(self):
        picture = ("box.jpg", photo(gps=True), "image/jpeg")
        page = self._differ([picture, picture], damaged="1", note="crushed").text
        claim = self.picking.dms_claim_ids
        self.assertEqual(len(claim.line_ids._dms_photos()), 2)
        self.assertIn(claim.name, page)
        page = self._open(f"{CLAIMS}/{claim.id}", self.stocker).text
        self.assertIn("crushed", page)
        file = claim.line_ids._dms_photos()[0]
        url = f"{CLAIMS}/{claim.id}/photo/{file.id}"
        answer = self._open(url, self.finance)
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertNotIn(b"SecretCamera", answer.content)
        self.assertEqual(Image.open(io.BytesIO(answer.content)).format, "JPEG")
        answer = self._open(url, self.other_buyer, follow=False)
        self.assertEqual(answer.status_code, 303)

    def test_wrong_file_says_so_and_keeps_what_was_typed(self):
        evil = ("photo.jpg", b"<svg onload='alert(1)'/>", "image/jpeg")
        answer = self._differ([evil], damaged="2", note="wet <b>")
        self.assertIn("This photo cannot be read here", answer.text)
        self.assertIn('value="2"', answer.text)
        self.assertIn("wet &lt;b&gt;", answer.text)
        self.assertFalse(self.picking.dms_receipt_ids)

    def _sign(self, user, **params):
        self.authenticate(user.login, user.login)
        params = {"jsonrpc": "2.0", "method": "call", "params": params}
        return self.url_open(f"{self._page()}/sign", json=params).json()

    def test_signing(self):
        self._set_company(dms_receipt_signature="optional")
        self._open(f"{self._page()}/receive", self.stocker, kind="all")
        self.assertIn("o_dms_sign", self._open(self._page(), self.stocker).text)
        drawing = base64.b64encode(photo("PNG")).decode()
        answer = self._sign(self.stocker, name="", signature=drawing)
        self.assertIn("name", answer["result"]["error"])
        answer = self._sign(self.other_buyer, name="Me", signature=drawing)
        self.assertTrue(answer["result"]["error"])
        self.assertFalse(self.picking.dms_receipt_ids.signed_at)
        answer = self._sign(self.stocker, name="Store", signature=drawing)
        self.assertTrue(answer["result"]["force_refresh"])
        page = self._open(self._page(), self.stocker).text
        self.assertNotIn("o_dms_sign", page)
        self.assertIn("Store", page)
        self.assertIn("error", self._sign(self.finance, name="Me", signature=drawing))

    def test_asking_for_a_return_and_taking_it_back(self):
        self._receive(self.picking)
        page = self._open(self._page(), self.buyer).text
        self.assertIn(f"{self._page()}/return", page)
        order = self._open(f"/my/dealer/orders/{self.order.id}", self.buyer).text
        self.assertIn(f"{self._page()}/return", order)
        form = self._open(f"{self._page()}/return", self.buyer).text
        self.assertRegex(form, r"up to\s+5")
        move = self._move(self.picking, self.beer)
        values = {f"quantity_{move.id}": "2", f"reason_{move.id}": "defect", "key": "k"}
        send = f"{self._page()}/return/send"
        answer = self._open(send, self.buyer, **values | {f"reason_{move.id}": ""})
        self.assertIn("please choose why", answer.text)
        first = self._open(send, self.buyer, **values)
        again = self._open(send, self.buyer, **values)
        self.assertEqual(first.url, again.url)
        claim = self.picking.dms_claim_ids
        self.assertEqual(len(claim), 1)
        self.assertIn("Take the request back", first.text)
        self._open(f"{CLAIMS}/{claim.id}/withdraw", self.buyer, now="1")
        self.assertEqual(claim.state, "withdrawn")

    def test_approved_return_shows_how_and_gives_the_slip(self):
        self._set_company(dms_return_instructions="Tape the boxes <well>")
        self._receive(self.picking)
        claim = self._ask(self.beer, 2)
        slip = f"{CLAIMS}/{claim.id}/slip"
        self.assertTrue(self._open(slip, self.buyer).url.endswith(CLAIMS))
        claim.with_user(self.north_staff).action_dms_decide()
        page = self._open(f"{CLAIMS}/{claim.id}", self.stocker).text
        self.assertIn("Tape the boxes &lt;well&gt;", page)
        self.assertIn(slip, page)
        self.assertNotIn(slip, self._open(f"{CLAIMS}/{claim.id}", self.finance).text)
        back = claim._dms_return_pickings()
        reports = type(self.env["ir.actions.report"])
        with patch.object(reports, "_render_qweb_pdf") as render:
            render.return_value = (b"%PDF-1.7", "pdf")
            answer = self._open(slip, self.stocker)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(list(render.call_args.args[1]), back.ids)

    def test_finance_sees_the_money_and_the_storekeeper_does_not(self):
        self._invoice()
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="credit")
        note = claim._dms_credit_notes()
        url = f"{CLAIMS}/{claim.id}"
        self.assertNotIn("Credit notes", self._open(url, self.finance).text)
        note.action_post()
        page = self._open(url, self.finance).text
        self.assertIn(note.name, page)
        self.assertIn("20.34", page)
        page = self._open(url, self.stocker).text
        self.assertNotIn(note.name, page)
        self.assertNotIn("20.34", page)

    def test_claims_of_others_and_nonsense_lead_to_the_list(self):
        self._receive(self.picking)
        claim = self._ask(self.beer, 2)
        page = self._open(CLAIMS, self.other_buyer).text
        self.assertNotIn(claim.name, page)
        self.assertIn(claim.name, self._open(f"{CLAIMS}?term=Beer", self.buyer).text)
        for url in (
            f"{CLAIMS}/{claim.id}",
            f"{CLAIMS}/{claim.id}/slip",
            f"{CLAIMS}/{HUGE}",
            f"{CLAIMS}/{HUGE}/photo/{HUGE}",
            f"{self._page()}/return",
            f"{DELIVERIES}/{HUGE}/return",
        ):
            with self.subTest(url):
                answer = self._open(url, self.other_buyer)
                self.assertEqual(answer.status_code, 200)
                self.assertNotIn(claim.name, answer.text)
        for url in (
            f"{CLAIMS}/{claim.id}/withdraw",
            f"{self._page()}/return/send",
            f"{self._page()}/receive",
        ):
            self._open(url, self.other_buyer, quantity_x="1", key="\0")
        self.assertEqual(claim.state, "requested")
        self.assertEqual(self.picking.dms_claim_ids, claim)

    def test_hostile_fields_are_answered_and_change_nothing(self):
        self._receive(self.picking)
        answer = self._open(
            f"{self._page()}/return/send",
            self.buyer,
            quantity_9999999999999999999="1",
            quantity_abc="1",
            state="approved",
            dealer_id=str(self.other.id),
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("not part of", answer.text)
        self.assertFalse(self.picking.dms_claim_ids)

    def test_phone_tour(self):
        self._set_company(dms_receipt_signature="optional")
        self.browser_size = "390x844"
        self.touch_enabled = True
        self.start_tour(
            self._page(),
            "dms_claim_phone",
            login=self.owner.login,
            timeout=TOUR_SECONDS,
        )
        claims = self.picking.dms_claim_ids.sorted("id")
        self.assertEqual(claims.mapped("kind"), ["difference", "return"])
        self.assertEqual(claims[0].line_ids.quantity, 1.0)
        self.assertEqual(claims[1].line_ids.quantity, 2.0)
        self.assertTrue(self.picking.dms_receipt_ids.signature)
