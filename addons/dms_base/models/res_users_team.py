import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import email_normalize, escape_psql, format_list

from .res_users import ROLES

_logger = logging.getLogger(__name__)
NAME_LENGTH = 128


class ResUsers(models.Model):
    """A dealer's own people: the owner invites them and says what they may do.

    Portal users may not write users. Each method here first checks who asks and for
    whom, and only then works as superuser on the four dealer roles and nothing else.
    """

    _inherit = "res.users"

    # --- who may, and for whom ----------------------------------------------------

    @api.model
    def _dms_check_team_rights(self, dealer):
        """Raise unless the signed-in person may manage the people of ``dealer``."""
        refusal = self._dms_team_refusal(dealer)
        if refusal:
            raise AccessError(refusal)
        dealer.check_access("read" if self.env.user.share else "write")
        if not dealer.is_dealer or dealer.dealer_state == "terminated":
            raise UserError(
                self.env._(
                    "%(name)s is not a dealer that we work with, so nobody can sign in "
                    "for it.",
                    name=dealer.display_name,
                )
            )

    @api.model
    def _dms_team_refusal(self, dealer):
        """Return why the signed-in person does not manage people of ``dealer``."""
        user = self.env.user
        if not user.share:
            if user.has_group("dms_base.group_dms_user"):
                return ""
            return self.env._(
                "Only staff who work with dealers may invite their people."
            )
        if not dealer or dealer != user._dms_dealer():
            return self.env._("Only the owner of a dealer may manage its people.")
        return user._dms_refusal(("owner",), writes=True)

    def _dms_check_member(self):
        """Raise unless self is one of the people that the signed-in person manages."""
        self.ensure_one()
        # sudo: whose person this is decides, before anything else is shown
        member = self.sudo()
        dealer = member.partner_id.dms_dealer_id.with_env(self.env)
        if not member.share or not dealer:
            raise AccessError(self.env._("This person does not belong to your team."))
        self._dms_check_team_rights(dealer)
        return dealer, member

    @api.model
    def _dms_role_groups(self, roles=ROLES):
        """Return the groups of ``roles``; an owner needs no other one beside it."""
        if not roles or any(role not in ROLES for role in roles):
            raise UserError(self.env._("Choose at least one of the roles in the list."))
        groups = self.env["res.groups"].browse()
        for role in roles:
            groups |= self.env.ref(f"dms_base.group_dealer_{role}")
        return groups

    @api.model
    def _dms_plain_roles(self, roles):
        """Return ``roles`` without those that an owner has anyway."""
        return ["owner"] if "owner" in roles else list(roles)

    # --- what the page shows ------------------------------------------------------

    @api.model
    def _dms_role_choices(self):
        return [
            {
                "key": "owner",
                "label": self.env._("Owner"),
                "text": self.env._("Everything, and manages the team"),
            },
            {
                "key": "buyer",
                "label": self.env._("Buyer"),
                "text": self.env._("Orders goods and confirms their receipt"),
            },
            {
                "key": "finance",
                "label": self.env._("Finance"),
                "text": self.env._("Orders, invoices and payments"),
            },
            {
                "key": "stock",
                "label": self.env._("Stock"),
                "text": self.env._("Deliveries and receipts, no prices"),
            },
        ]

    @api.model
    def _dms_team(self):
        """Return the people of the signed-in owner's dealer, disabled ones too."""
        user = self.env.user
        if not user._dms_dealer() or not user._dms_is_owner():
            raise AccessError(
                self.env._("Only the owner of a dealer may manage its people.")
            )
        # sudo: a portal user sees no other users; the domain keeps to the own dealer
        users = self.sudo().with_context(active_test=False)
        return users.search(
            [
                ("partner_id.dms_dealer_id", "=", user._dms_dealer().id),
                ("share", "=", True),
            ],
            order="active desc, name, id",
        )

    @api.model
    def _dms_team_member(self, user_id):
        """Return the person of the own team with this id, with the caller's rights."""
        member = self._dms_team().filtered(lambda user: user.id == user_id)
        if not member:
            raise AccessError(self.env._("This person does not belong to your team."))
        return member.with_env(self.env)

    @api.model
    def _dms_team_rows(self):
        labels = {role["key"]: role["label"] for role in self._dms_role_choices()}
        return [user._dms_team_row(labels, self.env.user) for user in self._dms_team()]

    def _dms_team_row(self, labels, viewer):
        mine = self._dms_roles()
        shown = self._dms_plain_roles([role for role in ROLES if role in mine])
        if not self.active:
            state = "disabled"
        else:
            state = "active" if self.login_date else "invited"
        return {
            "id": self.id,
            "name": self.name,
            "login": self.login,
            "roles": shown,
            "role_labels": [labels[role] for role in shown],
            "last": self.login_date,
            "state": state,
            "is_me": self.id == viewer.id,
            "link": self._dms_invitation_link(),
        }

    def _dms_invitation_link(self):
        """Return the link to set a first password; "" for who has signed in once."""
        partner = self.partner_id
        if not self.active or self.login_date or partner.signup_type != "signup":
            return ""
        return partner._get_signup_url_for_action()[partner.id]

    # --- steps --------------------------------------------------------------------

    @api.model
    def _dms_invite(self, name, email, roles, dealer=None):
        """Give a new person of a dealer a sign-in, and return the user.

        The same invitation twice is one user. Staff name the dealer, an owner's
        dealer is always the own one. ``roles`` are names of `ROLES`, one or more.
        """
        dealer = dealer or self.env.user._dms_dealer()
        self._dms_check_team_rights(dealer)
        roles = self._dms_plain_roles(roles)
        groups = self._dms_role_groups(roles)
        name = " ".join((name or "").split())[:NAME_LENGTH]
        login = email_normalize(email or "")
        if not name or not login:
            raise UserError(
                self.env._("Type a name and one valid e-mail address, then try again.")
            )
        dealer._dms_serialize()
        existing = self._dms_same_invitation(dealer, login, groups)
        if existing:
            return existing
        user = self._dms_create_member(dealer, name, login, groups)
        user._dms_send_invitation()
        self._dms_note(
            dealer,
            self.env._(
                "%(name)s (%(login)s) was invited as %(role)s.",
                name=name,
                login=login,
                role=self._dms_role_labels_of(roles),
            ),
        )
        return user.with_env(self.env)

    @api.model
    def _dms_same_invitation(self, dealer, login, groups):
        """Return who was invited like this before; refuse an address in other use."""
        # sudo: an address signs in once in the whole system, wherever it belongs
        users = self.sudo().with_context(active_test=False)
        user = users.search([("login", "=ilike", escape_psql(login))], limit=1)
        if not user:
            return user
        same = (
            user.share
            and user.active
            and not user.login_date
            and user.partner_id.dms_dealer_id == dealer
            and user.group_ids & self._dms_role_groups() == groups
        )
        if not same:
            raise UserError(
                self.env._(
                    "%(login)s signs in here already. Use another e-mail address, or "
                    "change that person in the list if it is one of your team.",
                    login=login,
                )
            )
        return user.with_env(self.env)

    @api.model
    def _dms_create_member(self, dealer, name, login, groups):
        company = dealer.sudo().company_id or self.env.company
        # sudo: the caller's right was checked; the values are these and no others
        contact = (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": name,
                    "email": login,
                    "parent_id": dealer.id,
                    "lang": self._dms_invitation_lang(dealer),
                    "type": "contact",
                }
            )
        )
        users = self.sudo().with_context(no_reset_password=True)
        return users.create(
            {
                "name": name,
                "login": login,
                "partner_id": contact.id,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(groups.ids)],
            }
        )

    @api.model
    def _dms_invitation_lang(self, dealer):
        """A colleague's invitation is in the owner's language, staff's in the dealer's."""
        if self.env.user.share:
            return self.env.lang
        return dealer.lang or self.env.lang

    def _dms_send_invitation(self):
        """Prepare the link, and queue the e-mail: a dead mail server stops nobody."""
        self.partner_id.signup_prepare()
        template = self.env.ref(
            "auth_signup.portal_set_password_email", raise_if_not_found=False
        )
        if not template:
            return
        try:
            with self.env.cr.savepoint():
                template.sudo().with_context(lang=self.lang).send_mail(self.id)
        except Exception:  # the link can be copied, so the invitation stands
            _logger.exception("The invitation of user %s was not queued", self.id)

    def _dms_resend_invitation(self):
        dealer, member = self._dms_check_member()
        if not member.active or member.login_date:
            raise UserError(
                self.env._(
                    "%(name)s has signed in before or is disabled. Who forgot the "
                    "password asks for a new one on the sign-in page.",
                    name=member.name,
                )
            )
        member._dms_send_invitation()
        self._dms_note(
            dealer,
            self.env._("The invitation for %(name)s was sent again.", name=member.name),
        )

    def _dms_set_roles(self, roles):
        """Give a person of the team these roles instead of the ones it has."""
        dealer, member = self._dms_check_member()
        roles = self._dms_plain_roles(roles)
        groups = self._dms_role_groups(roles)
        dealer._dms_serialize()
        if "owner" not in roles:
            member._dms_check_not_last_owner(dealer)
        others = self._dms_role_groups() - groups
        member.write(
            {
                "group_ids": [
                    *(Command.link(group.id) for group in groups),
                    *(Command.unlink(other.id) for other in others),
                ]
            }
        )
        self._dms_note(
            dealer,
            self.env._(
                "%(name)s now works as %(role)s.",
                name=member.name,
                role=self._dms_role_labels_of(roles),
            ),
        )

    def _dms_set_active(self, active):
        """Let a person of the team sign in, or no longer."""
        dealer, member = self._dms_check_member()
        dealer._dms_serialize()
        if member.active == active:
            return
        if not active:
            member._dms_check_not_last_owner(dealer)
        member.write({"active": active})
        if active and not member.login_date:
            member.partner_id.signup_prepare()
        self._dms_note(
            dealer,
            self.env._("%(name)s may sign in again.", name=member.name)
            if active
            else self.env._("The sign-in of %(name)s was disabled.", name=member.name),
        )

    def _dms_check_not_last_owner(self, dealer):
        """Raise when without self the dealer would have no owner who can sign in."""
        if not self.active or not self._dms_is_owner():
            return
        owners = self.search_count(
            [
                ("id", "!=", self.id),
                ("active", "=", True),
                ("partner_id.dms_dealer_id", "=", dealer.id),
                ("group_ids", "in", self._dms_role_groups(["owner"]).ids),
            ],
            limit=1,
        )
        if not owners:
            raise UserError(
                self.env._(
                    "%(name)s is the last owner of %(dealer)s. Make somebody else an "
                    "owner first.",
                    name=self.name,
                    dealer=dealer.name,
                )
            )

    @api.model
    def _dms_role_labels_of(self, roles):
        labels = [r["label"] for r in self._dms_role_choices() if r["key"] in roles]
        return format_list(self.env, labels)

    @api.model
    def _dms_note(self, dealer, text):
        # sudo: the note is for the brand's staff; the dealer cannot write there
        dealer.sudo().message_post(
            body=text,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
