"""The network: regions, staff, dealers with their papers, and who signs in."""

from datetime import date, timedelta
from functools import cached_property

from odoo import Command

from .company import Brand, noon, translate
from .network import (
    BY_GRADE,
    DEALERS,
    DOMAIN,
    FULL_TEAMS,
    PASSWORD,
    REGIONS,
    ROLES,
    STAFF,
    Dealer,
)

SUSPENDED_BECAUSE = "多张账单逾期超过 60 天 Several invoices overdue by 60 days"
ADMITTED = 400  # days ago


class Network:
    """Creates regions, people and dealers; keeps them by code for later steps."""

    def __init__(self, brand: Brand, today: date):
        self.brand = brand
        self.env = brand.env
        self.today = today
        self.regions = {}
        self.dealers = {}
        self.managers = {}
        self.buyers = {}

    def build(self) -> None:
        self._regions()
        self._staff()
        self._dealers()
        self._grades()
        self._authorizations()
        self._papers()
        self._dealer_users()

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def _regions(self) -> None:
        china = self.env["dms.region"].create({"name": "China", "code": "CN"})
        translate(china, "China", "全国")
        for sequence, region in enumerate(REGIONS):
            provinces = [self._province(code).id for code in region.provinces]
            record = self.env["dms.region"].create(
                {
                    "name": region.en,
                    "code": region.code,
                    "parent_id": china.id,
                    "sequence": sequence,
                    "country_id": self.env.ref("base.cn").id,
                    "state_ids": [Command.set(provinces)],
                }
            )
            translate(record, region.en, region.zh)
            self.regions[region.code] = record

    def _province(self, code: str):
        return self.env.ref(f"base.state_cn_{code}")

    def _staff(self) -> None:
        for person in STAFF:
            groups = ["base.group_user", *person.groups]
            user = self._user(
                person.sign_in,
                groups,
                {
                    "name": person.name,
                    "dms_region_ids": [
                        Command.link(self.regions[code].id) for code in person.regions
                    ],
                },
            )
            for code in person.regions:
                self.managers[code] = user

    @cached_property
    def _password_hash(self) -> str:
        """One hash for all: hashing takes a good part of a second by design."""
        return self.env["res.users"]._crypt_context().hash(PASSWORD)

    def _user(self, sign_in: str, groups: list[str], vals: dict):
        email = f"{sign_in}@{DOMAIN}"
        user = self.env["res.users"].create(
            {
                "login": email,
                "email": email,
                "lang": "zh_CN",
                "tz": "Asia/Shanghai",
                "group_ids": [Command.set([self.env.ref(g).id for g in groups])],
                **vals,
            }
        )
        user._set_encrypted_password(user.id, self._password_hash)
        return user

    def _dealers(self) -> None:
        """Admit the dealers, those of level 1 first, and date their history back."""
        for dealer in DEALERS:
            self.dealers[dealer.code] = self.env["res.partner"].create(
                self._dealer_vals(dealer)
            )
        self._admit()
        for dealer in DEALERS:
            limit = BY_GRADE[dealer.grade].credit_limit
            if dealer.orders_from_us and dealer.pays != "prepaid":
                self.dealers[dealer.code].credit_limit = limit

    def _dealer_vals(self, dealer: Dealer) -> dict:
        terms = "immediate" if dealer.pays == "prepaid" else "30days"
        province = self._province(dealer.province)
        place = {
            "country_id": self.env.ref("base.cn").id,
            "state_id": province.id,
            "city": dealer.city,
        }
        return {
            "name": dealer.name,
            "is_company": True,
            "is_dealer": True,
            "dealer_code": dealer.code,
            "dms_region_id": self.regions[dealer.region].id,
            "parent_dealer_id": self.dealers[dealer.parent].id
            if dealer.parent
            else False,
            "user_id": self.managers[dealer.region].id,
            "email": f"{dealer.sign_in}@{DOMAIN}",
            "lang": "zh_CN",
            "tz": "Asia/Shanghai",
            "street": f"商贸路 {8 * len(self.dealers) + 6} 号",
            "property_payment_term_id": self.env.ref(
                f"account.account_payment_term_{terms}"
            ).id,
            "child_ids": [
                Command.create(
                    {
                        "name": f"{dealer.city}仓库 Warehouse",
                        "type": "delivery",
                        "street": "物流园 8 号 Logistics Park 8",
                        **place,
                    }
                )
            ],
            **place,
        }

    def _admit(self) -> None:
        everybody = self.env["res.partner"].union(*self.dealers.values())
        applicants = self._with_state("applicant")
        self._date_events(everybody, ADMITTED + 21)
        self._date_events(applicants, 3)
        members = everybody - applicants
        members._dms_change_state("active", "合同已签 Contract signed")
        self._date_events(members, ADMITTED)

    def suspend(self) -> None:
        """Suspend whoever is, after the orders from before were made."""
        suspended = self._with_state("suspended")
        suspended._dms_change_state("suspended", SUSPENDED_BECAUSE, "no_order")
        self._date_events(suspended, 55)

    def _with_state(self, state: str):
        codes = [dealer.code for dealer in DEALERS if dealer.state == state]
        return self.env["res.partner"].union(*(self.dealers[code] for code in codes))

    def _date_events(self, dealers, days_ago: int) -> None:
        """Date the newest event of each dealer back.

        The log refuses every write, as it should; a made-up past is not written by its
        own means. Only the demo does this, below the model.
        """
        self.env["dms.dealer.event"].flush_model()
        self.env.cr.execute(
            """
            UPDATE dms_dealer_event event
               SET changed_at = %s
             WHERE event.id IN (SELECT MAX(id) FROM dms_dealer_event
                                 WHERE dealer_id = ANY(%s) GROUP BY dealer_id)
            """,
            [noon(self.ago(days_ago)), dealers.ids],
        )
        self.env["dms.dealer.event"].invalidate_model()

    def _grades(self) -> None:
        """Dated grades; one dealer was promoted during the year."""
        lines = []
        for dealer in DEALERS:
            grade = self.brand.grades[dealer.grade].id
            steps = [(grade, self.ago(ADMITTED), False)]
            if dealer.code == "E02":
                promoted = self.ago(150)
                steps = [
                    (
                        self.brand.grades["silver"].id,
                        self.ago(ADMITTED),
                        promoted - timedelta(days=1),
                    ),
                    (grade, promoted, False),
                ]
            lines += [
                {
                    "dealer_id": self.dealers[dealer.code].id,
                    "grade_id": grade_id,
                    "date_start": start,
                    "date_last": last,
                }
                for grade_id, start, last in steps
            ]
        self.env["dms.dealer.grade"].create(lines)

    def _authorizations(self) -> None:
        self.env["dms.authorization"].create(
            [
                {
                    "dealer_id": self.dealers[dealer.code].id,
                    "categ_id": self.brand.categories[code].id,
                    "region_id": self.regions[dealer.region].id,
                    "date_start": self.ago(ADMITTED),
                    "is_exclusive": code == dealer.exclusive,
                }
                for dealer in DEALERS
                if dealer.state != "applicant"
                for code in dealer.categories
            ]
        )

    def _papers(self) -> None:
        """Agreements and licences; a few of them end soon."""
        agreements, licenses = [], []
        for position, dealer in enumerate(DEALERS):
            partner = self.dealers[dealer.code]
            soon = (20, 50, 80)[position] if position < 3 else 150 + position
            if dealer.state != "applicant":
                agreements.append(
                    {
                        "name": f"YL-{self.ago(ADMITTED):%Y}-{dealer.code}",
                        "dealer_id": partner.id,
                        "kind": "annual",
                        "state": "active",
                        "date_start": self.ago(ADMITTED),
                        "date_last": self.today + timedelta(days=soon),
                    }
                )
            liquor = 25 if position in (4, 9) else 300 + 11 * position
            licenses += [
                self._license(partner, "business", 900 + position, position),
                self._license(partner, "liquor", liquor, position),
            ]
        self.env["dms.agreement"].create(agreements)
        self.env["dms.license"].create(licenses)

    def _license(self, partner, kind: str, days_left: int, position: int) -> dict:
        return {
            "dealer_id": partner.id,
            "kind": kind,
            "number": f"DEMO-{kind[:3].upper()}-{position + 1:04d}",
            "issuer": "市场监督管理局 Market Regulation Office",
            "date_start": self.ago(ADMITTED),
            "date_last": self.today + timedelta(days=days_left),
        }

    def _dealer_users(self) -> None:
        """An owner for each dealer that orders; whole teams for a few."""
        for dealer in DEALERS:
            if dealer.parent:
                continue
            roles = ROLES if dealer.code in FULL_TEAMS else ROLES[:1]
            for role, label in roles:
                sign_in = dealer.sign_in
                sign_in += "" if role == "owner" else f"-{role}"
                contact = self.env["res.partner"].create(
                    {
                        "name": label,
                        "parent_id": self.dealers[dealer.code].id,
                        "email": f"{sign_in}@{DOMAIN}",
                        "lang": "zh_CN",
                    }
                )
                user = self._user(
                    sign_in,
                    [f"dms_base.group_dealer_{role}"],
                    {"partner_id": contact.id},
                )
                self.env["res.users.log"].with_user(user).sudo().create({})  # signed in
                if role == "owner":
                    self.buyers[dealer.code] = user
