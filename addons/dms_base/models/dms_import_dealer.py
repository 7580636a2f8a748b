from odoo import fields, models
from odoo.fields import Command

from ..engine.import_parse import Column
from ..engine.upstream import upstream_waves
from ..queries.import_sql import partners_by_tax_number
from .dms_import_dealer_row import CODE_COLUMNS

# What people call the columns besides their labels.
ALIASES = {
    "dealer_code": (
        "Code",
        "Customer Code",
        "经销商编码",
        "经销商代码",
        "客户编码",
        "编码",
    ),
    "dealer_name": (
        "Name",
        "Customer",
        "经销商名称",
        "经销商",
        "客户名称",
        "公司名称",
        "名称",
    ),
    "dealer_vat": (
        "VAT",
        "Tax ID",
        "统一社会信用代码",
        "社会信用代码",
        "信用代码",
        "税号",
        "纳税人识别号",
    ),
    "dealer_region": ("Sales Region", "区域", "大区", "销售区域"),
    "dealer_grade": ("Level", "等级", "级别", "经销商等级"),
    "dealer_upstream": (
        "Upstream",
        "Parent Dealer",
        "上级经销商编码",
        "上级经销商",
        "上级编码",
    ),
    "dealer_contact": ("Contact", "联系人"),
    "dealer_phone": ("Telephone", "Mobile", "电话", "手机", "手机号", "联系电话"),
    "dealer_email": ("E-mail", "Mail", "邮箱", "电子邮箱", "电子邮件"),
    "dealer_country": ("国家", "国家/地区"),
    "dealer_city": ("Town", "城市"),
    "dealer_street": ("Address", "地址", "详细地址"),
    "dealer_categories": ("Categories", "授权品类", "授权品类/系列", "品类"),
    "dealer_agreement": ("Contract", "协议编号", "合同编号", "协议"),
    "dealer_agreement_start": (
        "Contract Start",
        "协议生效日",
        "协议开始日期",
        "合同开始日期",
    ),
    "dealer_agreement_last": (
        "Contract End",
        "协议到期日",
        "协议结束日期",
        "合同结束日期",
    ),
    "dealer_license": ("Licence Number", "License", "营业执照号", "营业执照"),
    "dealer_license_last": (
        "License Expiry",
        "执照到期日",
        "营业执照到期日",
        "证照到期日",
    ),
}
IDENTIFIERS = ("dealer_code", "dealer_vat", "dealer_phone")
COPIED = {"name": "dealer_name", "city": "dealer_city", "street": "dealer_street"}


class DmsImport(models.Model):
    """Dealers from a list: who is there already is shown, nobody is entered twice."""

    _inherit = "dms.import"

    dealer_state = fields.Selection(
        [("applicant", "Applicant"), ("active", "Active")],
        string="Import As",
        required=True,
        default="active",
        help="The status that the dealers begin with.",
    )

    def _dms_dealer_columns(self):
        return [
            Column(
                key,
                self._dms_titles(key, *titles),
                is_required=key == "dealer_name",
                is_code=key in CODE_COLUMNS,
            )
            for key, titles in ALIASES.items()
        ]

    def _dms_dealer_example(self):
        return {
            "dealer_code": self._dms_example_mark(),
            "dealer_name": self.env._("Sample Trading Co., Ltd."),
            "dealer_vat": "91310000MA1FL00000",
            "dealer_region": self.env["dms.region"].search([], limit=1).display_name
            or "",
            "dealer_grade": self.env["res.partner.grade"].search([], limit=1).name
            or "",
            "dealer_phone": "13800138000",
            "dealer_email": "orders@dealer.example",
            "dealer_categories": self.env["product.category"].search([], limit=1).name
            or "",
            "dealer_agreement_start": "2026-01-01",
            "dealer_agreement_last": "2026-12-31",
        }

    def _dms_dealer_choices(self):
        """Return {column: what can be chosen in the template}."""
        regions = self.env["dms.region"].search([])
        return {
            "dealer_region": regions.mapped("display_name"),
            "dealer_grade": self.env["res.partner.grade"].search([]).mapped("name"),
        }

    def _dms_dealer_check(self, rows, matches):
        """Return {row: everything that is wrong in it}."""
        facts = self._dms_dealer_facts(rows, left_out=matches)
        _waves, circle = self._dms_dealer_waves(facts)
        sentence = self.env._(
            "The upstream dealers of this row buy from each other in a circle; clear "
            "one of them."
        )
        for row, fact in facts.items():
            if row.id in circle:
                fact.errors.append(sentence)
        return {row: fact.errors for row, fact in facts.items() if fact.errors}

    def _dms_dealer_waves(self, facts):
        """Return rows by id in waves, upstream dealers first, and those in a circle."""
        by_code = {row.dealer_code: row.id for row in facts if row.dealer_code}
        return upstream_waves(
            {row.id: by_code.get(row.dealer_upstream, "") for row in facts}
        )

    def _dms_dealer_match(self, rows):
        """Return {row: (dealer, sentence)} by code, tax number and telephone.

        A row that repeats an earlier row of the file has no dealer yet to show.
        """
        facts = self._dms_dealer_facts(rows.filtered(lambda row: not row.is_skipped))
        known = self._dms_dealer_known(facts.values())
        labels = self._dms_labels()
        seen, matches = {}, {}
        for row, fact in facts.items():
            for key in IDENTIFIERS:
                value = fact.values.get(key)
                if not value or (row.is_wanted and key != "dealer_code"):
                    continue
                first = seen.setdefault((key, value), row)
                partner = known[key].get(value)
                if row not in matches and (partner is not None or first != row):
                    what = {"label": labels[key], "value": value}
                    matches[row] = self._dms_dealer_collision(what, partner, first)
        return matches

    def _dms_dealer_known(self, facts):
        """Return {identifier: {value: partner}} of what is in the books.

        The partner is empty where the user may not see it.
        """
        # sudo: a dealer is there although it is in a region that the user cannot see
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        wanted = {
            key: {fact.values[key] for fact in facts if fact.values.get(key)}
            for key in IDENTIFIERS
        }
        partners.flush_model(["vat", "company_registry", "commercial_partner_id"])
        by_code = partners.search([("dealer_code", "in", list(wanted["dealer_code"]))])
        by_phone = partners.search([("phone", "in", list(wanted["dealer_phone"]))])
        by_number = self.env.execute_query(
            partners_by_tax_number(list(wanted["dealer_vat"]))
        )
        found = {
            "dealer_code": [(partner.dealer_code, partner.id) for partner in by_code],
            "dealer_vat": by_number,
            "dealer_phone": [(p.phone, p.commercial_partner_id.id) for p in by_phone],
        }
        ids = {partner_id for pairs in found.values() for _value, partner_id in pairs}
        mine = self.env["res.partner"].browse(ids)._filtered_access("read")
        shown = {partner.id: partner for partner in mine}
        return {
            key: {
                value: shown.get(partner_id, mine.browse())
                for value, partner_id in pairs
            }
            for key, pairs in found.items()
        }

    def _dms_dealer_collision(self, what, partner, first):
        """Return (dealer to show, sentence) for one value that is taken.

        ``partner`` is None where only this file has the value, and empty where it is
        out of the user's sight.
        """
        if partner is None:
            return False, self.env._(
                "%(label)s %(value)s stands in row %(line)s of this file as well.",
                **what,
                line=first.line,
            )
        if not partner:
            return False, self.env._(
                "%(label)s %(value)s belongs to a dealer outside your regions.", **what
            )
        if not partner.is_dealer:
            return partner, self.env._(
                "%(label)s %(value)s belongs to the contact %(name)s, which is no "
                "dealer yet. Make that contact a dealer instead.",
                **what,
                name=partner.display_name,
            )
        return partner, self.env._(
            "%(label)s %(value)s belongs to %(code)s %(name)s.",
            **what,
            code=partner.dealer_code,
            name=partner.display_name,
        )

    def _dms_dealer_post(self, rows):
        """Create the dealers, upstream ones first; return {row: dealer}."""
        facts = self._dms_dealer_facts(rows)
        by_id = {row.id: row for row in rows}
        made, by_code = {}, {}
        partners = self.env["res.partner"].with_context(
            tracking_disable=True,
            mail_create_nosubscribe=True,
            dms_reason=self.env._("Import %(name)s", name=self.name),
        )
        for wave in self._dms_dealer_waves(facts)[0]:
            wave_rows = [by_id[row_id] for row_id in wave]
            dealers = partners.create(
                [
                    self._prepare_dealer_vals(facts[row].values, by_code)
                    for row in wave_rows
                ]
            )
            made.update(zip(wave_rows, dealers, strict=True))
            by_code.update({dealer.dealer_code: dealer.id for dealer in dealers})
        return {row: dealer.with_env(self.env) for row, dealer in made.items()}

    def _prepare_dealer_vals(self, values, made_by_code):
        """Return the values of one dealer with its people, papers and rights."""
        upstream = made_by_code.get(values["dealer_upstream_code"])
        vals = {name: values.get(key) or False for name, key in COPIED.items()}
        return {
            **vals,
            "is_dealer": True,
            "is_company": True,
            "dealer_state": self.dealer_state,
            "dealer_code": values.get("dealer_code") or False,
            "vat": values.get("dealer_vat") or False,
            "phone": values.get("dealer_phone") or False,
            "email": values.get("dealer_email") or False,
            "country_id": values.get("dealer_country"),
            "dms_region_id": values.get("dealer_region"),
            "grade_id": values.get("dealer_grade"),
            "parent_dealer_id": upstream or values["dealer_upstream"],
            **self._prepare_dealer_lines(values),
        }

    def _prepare_dealer_lines(self, values):
        today = fields.Date.context_today(self)
        start = values.get("dealer_agreement_start") or today
        company = {"company_id": self.company_id.id}
        lines = {
            "authorization_ids": [
                Command.create(
                    {**company, "categ_id": categ_id, "date_start": min(start, today)}
                )
                for categ_id in values.get("dealer_categories") or ()
            ]
        }
        if values.get("dealer_contact"):
            contact = {"name": values["dealer_contact"], "type": "contact"}
            lines["child_ids"] = [Command.create(contact)]
        if values.get("dealer_agreement"):
            agreement = {
                **company,
                "name": values["dealer_agreement"],
                "date_start": start,
                "date_last": values.get("dealer_agreement_last"),
                "state": "active",
            }
            lines["agreement_ids"] = [Command.create(agreement)]
        if values.get("dealer_license"):
            licence = {
                **company,
                "number": values["dealer_license"],
                "date_last": values.get("dealer_license_last"),
            }
            lines["license_ids"] = [Command.create(licence)]
        return lines
