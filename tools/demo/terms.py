"""What the brand lays down: order rules, approvals, policies; and two statements each."""

from dataclasses import dataclass
from datetime import timedelta

from odoo import Command

from .company import Brand, translate
from .network import DEALERS, DOMAIN, FULL_TEAMS
from .people import Network
from .plan import Plan
from .trade import Trade

LARGE = 80_000  # CNY with tax: orders from here on are the channel manager's
INCREASE = 200_000
INCREASE_BECAUSE = "旺季备货 Stocking up for the season"
DISPUTE_NOTE = (
    "本单约定的是上月价格，请核对。"
    " Last month's price was agreed for this order; please check."
)


@dataclass(frozen=True, slots=True)
class Rule:
    """An order rule: of which kind, for which categories and which grades."""

    kind: str
    en: str
    zh: str
    quantity: int = 0
    amount: int = 0
    categories: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    period: str = "month"


RULES = (
    Rule("multiple", "Wine by the case", "葡萄酒按箱订货", 6, categories=("WN",)),
    Rule(
        "order_minimum",
        "Bronze: order minimum",
        "铜牌起订金额",
        amount=2_000,
        grades=("bronze",),
    ),
    Rule(
        "quota",
        "Baijiu: allotment a quarter",
        "白酒季度配额",
        1_200,
        categories=("BJ",),
        grades=("silver", "bronze"),
        period="quarter",
    ),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its text in both languages, and since how many days it holds."""

    kind: str
    en: str
    zh: str
    text_en: str
    text_zh: str
    days: int
    must_read: bool = True


POLICIES = (
    Policy(
        "logistics",
        "Returns and damaged goods",
        "退换货与破损处理",
        "<p>Say what is short or broken within 48 hours of the delivery, with a "
        "photograph, on the page of the delivery.</p><ul><li>Broken in transit: a "
        "credit note, or the goods again.</li><li>Close to the end of shelf life: "
        "unopened cases, a third of the shelf life left.</li></ul>",
        "<p>收货后 48 小时内，请在发货页面登记少货或破损，并附照片。</p><ul>"
        "<li>运输破损：补货或开具红字发票。</li><li>临期商品：整箱未拆，"
        "剩余保质期不少于三分之一。</li></ul>",
        60,
    ),
    Policy(
        "price",
        "Territories and prices",
        "区域与价格管理规定",
        "<p>Goods are sold in the dealer's own region and at the agreed price. Goods "
        "found elsewhere are traced by the code on the case; the dealer is heard "
        "first.</p>",
        "<p>产品仅限在授权区域内、按约定价格销售。发现跨区产品，按箱码追溯，"
        "先听取经销商说明，再作处理。</p>",
        7,
    ),
)


class Terms:
    """Puts rules, policies and statements in place when the year's trade is done."""

    def __init__(self, brand: Brand, network: Network, trade: Trade, plan: Plan):
        self.brand = brand
        self.network = network
        self.trade = trade
        self.plan = plan
        self.env = trade.env

    def build(self) -> None:
        self._order_rules()
        self._approvals()
        self._increase()
        for position, policy in enumerate(POLICIES):
            self._policy(policy, position)
        for back in (2, 1):
            self._statements(back)

    def _order_rules(self) -> None:
        for rule in RULES:
            categories = [self.brand.categories[code].id for code in rule.categories]
            grades = [self.brand.grades[code].id for code in rule.grades]
            record = self.env["dms.order.rule"].create(
                {
                    "name": rule.en,
                    "kind": rule.kind,
                    "quantity": rule.quantity,
                    "amount": rule.amount,
                    "period": rule.period,
                    "categ_ids": [Command.set(categories)],
                    "audience_grade_ids": [Command.set(grades)],
                    "date_start": self.plan.today.replace(month=1, day=1),
                }
            )
            translate(record, rule.en, rule.zh)

    def _approvals(self) -> None:
        """Large orders are the channel manager's; those that wait are asked for now."""
        rule = self.env["dms.approval.rule"].create(
            {
                "name": "Large order",
                "res_model": "sale.order",
                "condition": f"[('dms_company_total', '>=', {LARGE})]",
                "approver_kind": "users",
                "approver_user_ids": [Command.set(self._staff("channel").ids)],
                "days": 1,
            }
        )
        translate(rule, "Large order", "大额订单")
        waiting = [order for order in self.plan.orders if order.fate == "waiting"]
        for order in waiting:
            sale = self.trade.sales[order.reference]
            if sale._dms_request_approval():
                sale.activity_unlink(["dms_portal.mail_activity_type_approve"])

    def _increase(self) -> None:
        self.env["dms.credit.increase"].create(
            {
                "dealer_id": self.network.dealers["C01"].id,
                "company_id": self.brand.company.id,
                "amount": INCREASE,
                "date_start": self.plan.today - timedelta(days=10),
                "date_last": self.plan.today + timedelta(days=50),
                "reason": INCREASE_BECAUSE,
            }
        )

    def _policy(self, policy: Policy, position: int) -> None:
        """Publish a policy; all have confirmed the first one, a few the second."""
        record = self.env["dms.policy"].create(
            {
                "name": policy.en,
                "kind": policy.kind,
                "must_read": policy.must_read,
            }
        )
        translate(record, policy.en, policy.zh)
        version = self.env["dms.policy.version"]._dms_begin(record)
        version.date_start = self.plan.today - timedelta(days=policy.days)
        translate_text(version, policy.text_en, policy.text_zh)
        version.action_dms_publish()
        version._dms_mark({"is_announced": True})  # the demo writes to nobody
        for dealer in self._who_orders():
            if position and dealer.code in FULL_TEAMS:
                continue  # who looks at the demo finds something to confirm
            user = self.network.buyers[dealer.code]
            version.with_user(user)._dms_confirm(record.id, version.number)

    def _who_orders(self):
        """Return the dealers that order from us and are not suspended."""
        return [
            dealer
            for dealer in DEALERS
            if dealer.orders_from_us and dealer.state == "active"
        ]

    def _statements(self, back: int) -> None:
        """Send the statements of the month before last, or of the last one.

        The former are all confirmed. Of the latter the dealers with a full team have
        theirs before them, and one dealer objects.
        """
        month = self.plan.today.replace(day=1)
        for _month in range(back):
            month = (month - timedelta(days=1)).replace(day=1)
        partners = self.env["res.partner"].browse(
            self.network.dealers[dealer.code].id for dealer in self._who_orders()
        )
        self.env["dms.statement.run"]._dms_start(self.brand.company, month, partners)
        statements = self.env["dms.statement"].search([("month", "=", month)])
        statements.with_user(self._staff("accounts")).action_dms_send()
        statements.mail_pending = False  # the demo writes to nobody
        by_dealer = statements.grouped("dealer_id")
        objected = False
        for dealer in self._who_orders():
            statement = by_dealer.get(self.network.dealers[dealer.code])
            if not statement or (back == 1 and dealer.code in FULL_TEAMS):
                continue  # without documents and balance there is nothing to state
            mine = statement.with_user(self.network.buyers[dealer.code])
            if back == 1 and not objected:
                objected = self._object(mine)
                if objected:
                    continue
            mine._dms_confirm(statement.fingerprint)

    def _object(self, statement) -> bool:
        """Object to the last invoice of a statement, if it has one."""
        lines = statement.sudo().line_ids
        invoices = lines.filtered(lambda line: line.move_id.move_type == "out_invoice")
        for line in invoices[-1:]:
            booked = str(round(line.amount * 0.95, 2))
            statement._dms_dispute(
                {
                    "line": str(line.id),
                    "reason": "price",
                    "amount": booked,
                    "note": DISPUTE_NOTE,
                }
            )
        return bool(invoices)

    def _staff(self, sign_in: str):
        return self.env["res.users"].search([("login", "=", f"{sign_in}@{DOMAIN}")])


def translate_text(version, english: str, chinese: str) -> None:
    """Write a text of the same structure in both languages, term by term."""
    version.with_context(lang="en_US").body = english
    terms = version._fields["body"].get_trans_terms
    pairs = dict(zip(terms(english), terms(chinese), strict=True))
    version.update_field_translations("body", {"zh_CN": pairs})
