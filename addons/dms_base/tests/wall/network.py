"""Who is there: companies, regions, dealers, and the people who look."""

from dataclasses import dataclass, field

from odoo.fields import Command
from odoo.tests import new_test_user

ROLES = ("owner", "buyer", "finance", "stock")
STAFF_GROUPS = ("user", "manager")


@dataclass
class Owner:
    """Somebody to whom rows belong: a dealer in one company.

    Every text of its rows carries ``marker``; no other text in the database does.
    """

    key: str
    dealer: object
    company: object
    number: int
    users: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)  # {model name: set of ids}

    @property
    def marker(self):
        return f"ZQ{self.key}X"

    def ids(self, model_name):
        return self.rows.get(model_name, set())


@dataclass(frozen=True)
class Viewer:
    """Somebody who signs in and tries every door.

    Attributes:
        role: a dealer role, "" (a colleague without one), "outsider" (a portal user
            of no dealer), "anonymous" (has not signed in), "staff", "clerk" (sells,
            but is no dealer staff) or "employee" (neither).
        home: keys of the owners whose rows this viewer is promised.
        hidden: keys of the owners of whom this viewer must never see a thing.
    """

    name: str
    user: object
    role: str
    home: frozenset
    hidden: frozenset

    @property
    def is_bound(self):
        """Whether regions limit what this viewer sees."""
        return bool(self.user.dms_region_ids)

    @property
    def is_portal(self):
        return self.role not in ("staff", "clerk", "employee")


class Network:
    """Two regions and two companies with dealers A and B, a sub-dealer and staff.

    A sits in the north and B in the south. S sits in the north and buys from A. The
    owner A2 is dealer A again, in a company that nobody here has been given.
    """

    def __init__(self, env, walled_models):
        self.env = env
        self.walled_models = walled_models
        self.company = env.company
        self.second_company = env["res.company"].create({"name": "Second Company"})
        region = env["dms.region"].create
        self.country = region({"name": "Country", "code": "WALL"})
        self.north, self.south = region(
            [
                {"name": "North", "code": "WALL-N", "parent_id": self.country.id},
                {"name": "South", "code": "WALL-S", "parent_id": self.country.id},
            ]
        )
        self.category = env["product.category"].create({"name": "Goods"})
        self.product = env["product.product"].create(
            {
                "name": "Goods of all dealers",
                "type": "consu",
                "categ_id": self.category.id,
                "list_price": 10,
                "taxes_id": [Command.clear()],
                "invoice_policy": "order",
            }
        )
        self.owners = {}
        self.viewers = []
        self.anonymous = None  # has an address to knock at, and no call to make

    def add_dealer(self, key, region, number, upstream=None):
        """Create a dealer with a person in every role and a colleague without one."""
        owner = Owner(key, None, self.company, number)
        owner.dealer = self.env["res.partner"].create(
            {
                "name": f"{owner.marker} dealer",
                "is_dealer": True,
                "is_company": True,
                "email": f"{owner.marker}@dealer.example",
                "country_id": self.env.ref("base.cn").id,
                "dms_region_id": region.id,
                "parent_dealer_id": upstream and upstream.dealer.id,
            }
        )
        owner.dealer._dms_change_state("active", f"{owner.marker} reason")
        for role in (*ROLES, ""):
            group = f"dms_base.group_dealer_{role}" if role else "base.group_portal"
            owner.users[role] = self._portal_user(owner, role or "colleague", group)
        self.owners[key] = owner
        return owner

    def add_other_company(self, owner):
        """Return ``owner`` once more, for its rows in the second company."""
        other = Owner(f"{owner.key}2", owner.dealer, self.second_company, 71_960_000)
        other.users = owner.users
        self.owners[other.key] = other
        return other

    def _portal_user(self, owner, name, group):
        login = f"{owner.marker}-{name}@dealer.example".lower()
        contact = self.env["res.partner"].create(
            {"name": f"{owner.marker} {name}", "parent_id": owner.dealer.id}
        )
        contact.email = login
        return new_test_user(
            self.env,
            login=login,
            groups=group,
            context={"no_reset_password": True},
            partner_id=contact.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def add_viewers(self):
        """People of dealer A and staff of its region; B, S and A2 are to stay hidden."""
        everybody = frozenset(self.owners)
        for role, user in self.owners["A"].users.items():
            self._add(f"dealer {role or 'colleague'}", user, role, {"A"}, everybody)
        outsider = new_test_user(
            self.env, login="wall-outsider", groups="base.group_portal"
        )
        self._add("outsider", outsider, "outsider", set(), everybody)
        nobody = self.env.ref("base.public_user")
        self.anonymous = Viewer(
            "anonymous", nobody, "anonymous", frozenset(), everybody
        )
        for group in STAFF_GROUPS:
            north = self._staff(group, self.north)
            self._add(f"north {group}", north, "staff", {"A", "S"}, {"B", "A2"})
        for group in STAFF_GROUPS:
            staff = self._staff(group)
            seen = {"A", "B", "S"}
            self._add(f"national {group}", staff, "staff", seen, {"A2"})
        chief = self._staff("manager", self.north, "-of-all")
        chief.group_ids |= self._groups_with_access()
        self._add("north chief", chief, "staff", {"A", "S"}, {"B", "A2"})
        for name, group in (
            ("clerk", "sales_team.group_sale_salesman_all_leads"),
            ("employee", "base.group_user"),
        ):
            clerk = new_test_user(
                self.env,
                login=f"wall-{name}",
                groups=group,
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            self._add(name, clerk, name, {"A"}, {"A2"})

    def _groups_with_access(self):
        """Return every group of employees that opens a walled model, but for admins."""
        access = self.env["ir.model.access"].search(
            [("model_id.model", "in", self.walled_models)]
        )
        employees = self.env.ref("base.group_user")
        admins = self.env.ref("base.group_erp_manager")
        admins |= self.env.ref("dms_base.group_dms_admin")
        return access.group_id.filtered(
            lambda group: (
                employees in group.all_implied_ids
                and not admins & group.all_implied_ids
            )
        )

    def _staff(self, group, region=None, more=""):
        return new_test_user(
            self.env,
            login=f"wall-{group}-{region.code if region else 'all'}{more}",
            groups=f"dms_base.group_dms_{group}",
            dms_region_ids=[Command.set(region.ids if region else [])],
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def _add(self, name, user, role, home, hidden):
        home = frozenset(home)
        self.viewers.append(Viewer(name, user, role, home, frozenset(hidden) - home))

    def viewer(self, name):
        everybody = (*self.viewers, self.anonymous)
        return next(viewer for viewer in everybody if viewer.name == name)
