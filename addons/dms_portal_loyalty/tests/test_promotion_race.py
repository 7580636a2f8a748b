import time
from contextlib import closing
from threading import Thread
from uuid import uuid4

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from .promotion_common import buy_and_get

SECONDS_TO_WAIT = 30


@tagged("post_install", "-at_install")
class TestPromotionRace(BaseCase):
    """Two dealers, one gift left, two transactions at once: real cursors, committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._cursor() as cr:
            self._make_world(api.Environment(cr, SUPERUSER_ID, {}))
            cr.commit()  # pylint: disable=invalid-commit
        self.addCleanup(self._remove_world)

    def _cursor(self):
        return closing(db_connect(get_db_name()).cursor())

    def _make_world(self, env):
        category = env["product.category"].create({"name": "Race"})
        goods = env["product.product"].create(
            [
                {"name": name, "categ_id": category.id, "list_price": 10}
                for name in ("Bought in a race", "Won in a race")
            ]
        )
        self.program = buy_and_get(
            env, goods[0], goods[1], dms_budget_kind="uses", dms_budget=1
        ).id
        self.bought = goods[0].id
        self.users, self.dealers = [], []
        for name in ("race-one", "race-two"):
            dealer = env["res.partner"].create(
                {"name": name, "is_dealer": True, "is_company": True}
            )
            env["dms.authorization"].create(
                {
                    "dealer_id": dealer.id,
                    "categ_id": category.id,
                    "date_start": "2020-01-01",
                }
            )
            dealer._dms_change_state("active", "Race")
            person = env["res.partner"].create(
                {"name": name, "parent_id": dealer.id, "type": "contact"}
            )
            buyer = env.ref("dms_base.group_dealer_buyer")
            user = env["res.users"].create(
                {
                    "login": f"{name}-{uuid4().hex}@race.example",
                    "partner_id": person.id,
                    "group_ids": [(6, 0, buyer.ids)],
                }
            )
            self.dealers.append(dealer.id)
            self.users.append(user.id)

    def _remove_world(self):
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"disable_cancel_warning": True})
            orders = env["sale.order"].search([("partner_id", "in", self.dealers)])
            orders._action_cancel()
            orders.unlink()
            env["loyalty.program"].browse(self.program).active = False
            users = env["res.users"].browse(self.users)
            users.active = False
            users.partner_id.active = False
            env["product.product"].browse(self.bought).active = False
            env["res.partner"].browse(self.dealers).active = False
            cr.commit()  # pylint: disable=invalid-commit

    def _submit(self, env):
        payload = {
            "client_order_ref": "RACE",
            "lines": [{"product_id": self.bought, "quantity": 24}],
        }
        return env["sale.order"].dms_submit_order(payload)["order_id"]

    def _wait_until_blocked(self, cr, pid):
        """Return once the other transaction waits for a lock."""
        until = time.monotonic() + SECONDS_TO_WAIT
        while time.monotonic() < until:
            cr.execute(
                "SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [pid]
            )
            if cr.fetchone() == ("Lock",):
                return True
            cr.rollback()
            time.sleep(0.05)
        return False

    def _try_to_submit(self, env, outcome):
        """Order in a thread; keep what the database says to who comes second."""
        try:
            with mute_logger("odoo.sql_db"):
                self._submit(env)
                env.flush_all()
        except SerializationFailure as error:
            outcome.append(error)

    def test_the_last_of_a_budget_is_given_once(self):
        outcome = []
        with self._cursor() as one, self._cursor() as two, self._cursor() as spy:
            second = api.Environment(two, self.users[1], {})
            # both look before any of them orders: each sees one gift left
            program = second["loyalty.program"].sudo().browse(self.program)
            self.assertEqual(program.dms_budget_left, 1)
            two.execute("SELECT pg_backend_pid()")
            [pid] = two.fetchone()
            orders = [self._submit(api.Environment(one, self.users[0], {}))]
            thread = Thread(target=self._try_to_submit, args=(second, outcome))
            thread.start()
            is_blocked = self._wait_until_blocked(spy, pid)
            one.commit()
            thread.join(SECONDS_TO_WAIT)
            self.assertTrue(is_blocked, "the second did not wait for the first")
            self.assertEqual(len(outcome), 1, "the second was not sent back")
            # what Odoo does with who is sent back: it starts again
            two.rollback()
            orders.append(self._submit(api.Environment(two, self.users[1], {})))
            two.commit()
        with self._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            lines = [order.order_line for order in env["sale.order"].browse(orders)]
            gifts = [sum(each.mapped("is_reward_line")) for each in lines]
            self.assertEqual(gifts, [1, 0])
            program = env["loyalty.program"].browse(self.program)
            self.assertEqual((program.dms_budget_used, program.dms_budget_left), (1, 0))
