from dataclasses import dataclass, field

from odoo import fields, models
from odoo.tools import email_normalize

from ..engine.import_parse import is_shortened, parse_date
from ..engine.name_index import NameAmbiguous, NameIndex, NameUnknown

PLAIN_COLUMNS = (
    "dealer_name",
    "dealer_contact",
    "dealer_city",
    "dealer_street",
    "dealer_agreement",
)
NUMBER_COLUMNS = ("dealer_code", "dealer_vat", "dealer_license")
DATE_COLUMNS = (
    "dealer_agreement_start",
    "dealer_agreement_last",
    "dealer_license_last",
)
NAME_COLUMNS = ("dealer_region", "dealer_grade", "dealer_country")


@dataclass(slots=True)
class Facts:
    """What a row means, and what is wrong with it."""

    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)


class RowFault(Exception):
    """A sentence about one value of a row."""


class DmsImport(models.Model):
    """What the cells of a list of dealers mean: names become records, text days."""

    _inherit = "dms.import"

    def _dms_dealer_facts(self, rows, left_out=()):
        """Return {row: Facts}; every name is looked up in an index, none by a query.

        Nobody can buy from a row of the file that is ``left_out``, or skipped.
        """
        lookups = self._dms_dealer_lookups(rows)
        lookups["file_codes"] = {
            row.dealer_code
            for row in rows
            if row.dealer_code and not row.is_skipped and row not in left_out
        }
        return {row: self._dms_dealer_fact(row, lookups) for row in rows}

    def _dms_dealer_fact(self, row, lookups):
        fact = Facts()
        steps = [(key, self._dms_read_plain) for key in PLAIN_COLUMNS]
        steps += [(key, self._dms_read_number) for key in NUMBER_COLUMNS]
        steps += [(key, self._dms_read_date) for key in DATE_COLUMNS]
        steps += [(key, self._dms_read_name) for key in NAME_COLUMNS]
        steps += [
            ("dealer_upstream", self._dms_read_upstream),
            ("dealer_categories", self._dms_read_categories),
            ("dealer_phone", self._dms_read_phone),
            ("dealer_email", self._dms_read_email),
        ]
        for key, read in steps:
            try:
                fact.values[key] = read(row, key, lookups, fact.values)
            except RowFault as fault:
                fact.errors.append(str(fault))
        fact.errors += self._dms_dealer_faults(row, fact.values, lookups)
        return fact

    def _dms_dealer_faults(self, row, values, lookups):
        """Return what is wrong with the row as a whole."""
        faults = []
        if not row.dealer_name:
            faults.append(self.env._("The name of the dealer is missing."))
        start, last = (values.get(key) for key in DATE_COLUMNS[:2])
        if start and last and last < start:
            faults.append(self.env._("The agreement ends before its first day."))
        if (start or last) and not row.dealer_agreement:
            faults.append(self.env._("The agreement has days but no reference."))
        region_id = values.get("dealer_region")
        allowed = lookups["allowed_regions"]
        if (
            allowed is not None
            and "dealer_region" in values
            and region_id not in allowed
        ):
            faults.append(self.env._("You may import dealers into your regions only."))
        return faults

    def _dms_dealer_lookups(self, rows):
        """Gather, with one query per model and language, what rows may name."""
        self.ensure_one()
        mine = self.env.user.dms_region_ids
        codes = {row.dealer_upstream for row in rows if row.dealer_upstream}
        upstream = self.env["res.partner"].search(
            [("is_dealer", "=", True), ("dealer_code", "in", list(codes))]
        )
        regions = self.env["dms.region"]
        return {
            "dealer_region": self._dms_index(regions, "display_name", "code"),
            "dealer_grade": self._dms_index(
                self.env["res.partner.grade"],
                "name",
                domain=[("company_id", "in", (False, self.company_id.id))],
            ),
            "dealer_country": self._dms_index(self.env["res.country"], "name", "code"),
            "dealer_categories": self._dms_index(
                self.env["product.category"], "display_name"
            ),
            "upstream": {dealer.dealer_code: dealer.id for dealer in upstream},
            "allowed_regions": set(regions.search([("id", "child_of", mine.ids)]).ids)
            if mine
            else None,
            "taken": self._dms_exclusive_categories(),
            "phones": {},
        }

    def _dms_index(self, model, path_field, code_field=None, domain=()):
        """Return an index of all records by code, name and path in every language."""
        index = NameIndex()
        for code, _name in self.env["res.lang"].get_installed():
            for record in model.with_context(lang=code).search(list(domain)):
                index.add(
                    record.id,
                    record.name,
                    record[path_field],
                    code=record[code_field] if code_field else None,
                )
        return index

    def _dms_exclusive_categories(self):
        """Return the ids of categories that others hold exclusively somewhere."""
        # sudo: an exclusive right binds although its holder is out of sight
        exclusive = (
            self.env["dms.authorization"]
            .sudo()
            .search(
                [
                    ("is_exclusive", "=", True),
                    ("company_id", "=", self.company_id.id),
                    "|",
                    ("date_last", "=", False),
                    ("date_last", ">=", fields.Date.context_today(self)),
                ]
            )
        )
        held = exclusive.categ_id
        tree = self.env["product.category"].sudo()
        return set(
            tree.search(
                ["|", ("id", "child_of", held.ids), ("id", "parent_of", held.ids)]
            ).ids
        )

    def _dms_read_plain(self, row, key, lookups, values):
        return row[key] or ""

    def _dms_read_number(self, row, key, lookups, values):
        """Return an identifier; digits that a spreadsheet dropped are not guessed."""
        text = row[key] or ""
        if is_shortened(text):
            raise RowFault(
                self.env._(
                    "%(label)s %(value)s was shortened by the spreadsheet. Format the "
                    "column as text and enter it in full.",
                    label=self._dms_label(key, lookups),
                    value=text,
                )
            )
        if key == "dealer_vat":
            return "".join(char for char in text.upper() if char.isalnum())
        return text

    def _dms_read_date(self, row, key, lookups, values):
        if not row[key]:
            return False
        day = parse_date(row[key])
        if not day:
            raise RowFault(
                self.env._(
                    "%(label)s: %(value)s is no day. Write it as 2026-12-31.",
                    label=self._dms_label(key, lookups),
                    value=row[key],
                )
            )
        return day

    def _dms_read_name(self, row, key, lookups, values):
        return self._dms_find(key, row[key], lookups) if row[key] else False

    def _dms_find(self, key, text, lookups):
        """Return the id of what ``text`` names, or raise the sentence."""
        label = self._dms_label(key, lookups)
        try:
            return lookups[key].find(text)
        except NameUnknown as error:
            raise RowFault(
                self.env._(
                    "%(label)s %(value)s does not exist.", label=label, value=text
                )
            ) from error
        except NameAmbiguous as error:
            raise RowFault(
                self.env._(
                    "%(label)s %(value)s names several; write the full path or the "
                    "code.",
                    label=label,
                    value=text,
                )
            ) from error

    def _dms_read_categories(self, row, key, lookups, values):
        """Return the categories of a list; exclusive rights of others are respected."""
        text = (row[key] or "").replace("；", ";")
        found = {
            self._dms_find(key, part, lookups)
            for part in text.split(";")
            if part.strip()
        }
        taken = found & lookups["taken"]
        if taken:
            categories = self.env["product.category"].browse(taken)
            raise RowFault(
                self.env._(
                    "%(names)s: another dealer holds it exclusively.",
                    names=", ".join(categories.mapped("display_name")),
                )
            )
        return sorted(found)

    def _dms_read_upstream(self, row, key, lookups, values):
        """Return the upstream dealer's id; one of the same file has none yet."""
        code = row[key]
        values["dealer_upstream_code"] = code or ""
        if not code or code in lookups["upstream"]:
            return lookups["upstream"].get(code, False)
        if code not in lookups["file_codes"]:
            raise RowFault(
                self.env._(
                    "No dealer has the code %(code)s, neither here nor among the rows "
                    "of this file that will be imported.",
                    code=code,
                )
            )
        return False

    def _dms_read_phone(self, row, key, lookups, values):
        """Return the number in E.164, so that it is found however it was typed."""
        phone = row[key]
        if not phone:
            return ""
        country_id = values.get("dealer_country")
        country = self.env["res.country"].browse(country_id or [])
        country = country or self.company_id.country_id
        known = lookups["phones"]
        if (phone, country) not in known:
            known[phone, country] = self.env["res.partner"]._phone_format(
                number=phone, country=country, force_format="E164"
            )
        if not known[phone, country]:
            raise RowFault(
                self.env._(
                    "%(phone)s is no telephone number of %(country)s. Write foreign "
                    "ones with + and the country code.",
                    phone=phone,
                    country=country.name or "?",
                )
            )
        return known[phone, country]

    def _dms_read_email(self, row, key, lookups, values):
        if row[key] and not email_normalize(row[key]):
            raise RowFault(
                self.env._("%(email)s is no e-mail address.", email=row[key])
            )
        return email_normalize(row[key]) if row[key] else ""

    def _dms_label(self, key, lookups):
        """Return the heading of a column, looked up once per pass."""
        if "labels" not in lookups:
            lookups["labels"] = self._dms_labels()
        return lookups["labels"][key]
