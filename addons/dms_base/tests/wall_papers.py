"""What this add-on opens on purpose; see wall/papers.py for what the names mean."""

from types import SimpleNamespace

TEAM = "only an owner, or staff who work with dealers, manages a dealer's people"
MASTER = "who a dealer is, and what it may, is for managers to say"
VIEW = "names a view and a domain; the view asks again"
STAFF = "writes as the user, whose rights decide"


def _role(world, owner):
    return {"roles": ["finance"]}


def _inactive(world, owner):
    return {"active": False}


def _invitation(world, owner):
    return {
        "name": "Wall",
        "email": f"wall-{owner.key}@dealer.example".lower(),
        "roles": ["buyer"],
        "dealer": owner.dealer,
    }


def _facts(world, owner):
    """A row of an import file that names a dealer by its code."""
    values = {"dealer_code": owner.dealer.dealer_code}
    return {"facts": [SimpleNamespace(values=values)]}


def _member(world, owner):
    return {"user_id": owner.users["buyer"].id}


METHODS = {
    "dms.approval.step.action_approve": ("staff", "checks whose decision it is"),
    "dms.approval.step.action_open_record": ("staff employee clerk", VIEW),
    "dms.agreement.action_dms_cancel": ("staff", STAFF),
    "dms.agreement.action_dms_sign": ("staff", STAFF),
    "dms.dealer.transition.action_apply": ("staff", STAFF),
    "dms.import._dms_dealer_known": (
        "everybody",
        "tells that a dealer is there already, and which one to who may see it",
    ),
    "dms.import.action_dms_check": ("staff", STAFF),
    "dms.import.action_dms_open_rows": ("staff", VIEW),
    "dms.import.action_dms_post": ("staff", STAFF),
    "dms.import.action_dms_rejects": ("staff", "a file of what the user may read"),
    "dms.import.action_dms_template": ("staff", "an empty file"),
    "dms.import.row.action_dms_check_import": ("staff", STAFF),
    "dms.import.row.action_dms_open_record": ("staff", VIEW),
    "dms.invite.action_invite": ("staff", TEAM),
    "dms.license.action_dms_verify": ("staff", STAFF),
    "dms.region.action_dms_open_dealers": ("staff", VIEW),
    "res.partner.action_dms_invite_owner": ("staff", VIEW),
    "res.partner.action_dms_open_agreements": ("staff", VIEW),
    "res.partner.action_dms_open_licenses": ("staff", VIEW),
    "res.partner.action_dms_open_orders": ("staff", VIEW),
    "res.partner.action_dms_open_receivable": ("staff", VIEW),
    "res.partner.action_dms_open_users": ("staff", VIEW),
    "res.users._dms_invite": ("owner staff", TEAM),
    "res.users._dms_resend_invitation": ("owner staff", TEAM),
    "res.users._dms_set_active": ("owner staff", TEAM),
    "res.users._dms_set_roles": ("owner staff", TEAM),
    "res.users._dms_team": ("owner", TEAM),
    "res.users._dms_team_member": ("owner", TEAM),
}

CALLS = {
    "dms.import._dms_dealer_known": _facts,
    "res.users._dms_invite": _invitation,
    "res.users._dms_set_active": _inactive,
    "res.users._dms_set_roles": _role,
    "res.users._dms_team_member": _member,
}

ROUTES = {
    "/my/dealer": ("owner buyer finance stock", "the home of a dealer's people"),
    "/my/dealer/team": ("owner", TEAM),
    "/my/dealer/team/invite": ("owner", TEAM),
    "/my/dealer/team/<int:user_id>/active": ("owner", TEAM),
    "/my/dealer/team/<int:user_id>/resend": ("owner", TEAM),
    "/my/dealer/team/<int:user_id>/role": ("owner", TEAM),
}

RESERVED = {
    **{
        f"res.partner.{name}": ("manager", MASTER)
        for name in (
            "dealer_code",
            "dealer_state",
            "dms_region_id",
            "grade_id",
            "is_dealer",
            "parent_dealer_id",
        )
    },
    "dms.region.user_ids": ("nobody", "who sees which region is for administrators"),
}

EVERYBODY = "owner buyer finance stock colleague"

FIELDS = {
    "account.move": (EVERYBODY, "dms_dealer_id dms_is_rebate"),
    "dms.agreement": (
        "owner",
        "company_id create_date create_uid date_last date_start days_left dealer_id "
        "dms_region_id document_ids kind name notice_days reminded_days state "
        "write_date write_uid",
    ),
    "dms.authorization": (
        "owner buyer",
        "active categ_id company_id create_date create_uid date_last date_start "
        "dealer_id dms_region_id is_exclusive region_id write_date write_uid",
    ),
    "dms.credit.increase": (
        "owner finance",
        "amount company_id create_date create_uid currency_id date_last date_start "
        "dealer_id dms_region_id reason write_date write_uid",
    ),
    "dms.license": (
        "owner",
        "active company_id create_date create_uid date_last date_start days_left "
        "dealer_id dms_region_id document_ids issuer kind number reminded_days "
        "verified_at verified_by_id write_date write_uid",
    ),
    "res.partner": (
        EVERYBODY,
        "agreement_ids authorization_ids channel_level child_dealer_ids dealer_code "
        "dealer_event_ids dealer_grade_ids dealer_state dealer_suspension "
        "dealer_user_ids dms_dealer_id dms_region_id is_dealer license_ids "
        "parent_dealer_id",
    ),
    "res.users": (EVERYBODY, "dms_region_ids dms_role_label"),
    "sale.order": (EVERYBODY, "dms_dealer_id dms_region_id"),
}

READS_ON = "the next line reads the dealer as the user, who is refused there"
NOBODY = "without it the answer is nobody; the search before it decides who is found"
SECOND = "the next check refuses as well; this one says it more kindly"

UNSEEDED = {
    "dms.approval.rule": "its condition is a domain on a model of another add-on",
    "dms.approval.delegate": "two different people of the brand, nothing of a dealer",
}

IDLE = {
    r"dms_base\.dms_approval_(rule|delegate)_rule_\w+": "no rows here; the tests of "
    "approvals ask who may plan and change what",
    r"dms_base\.dms_approval_step_rule_asked": "keeps employees who sell nothing from "
    "approvals, of whatever dealer; the tests of orders without a way past ask",
    r"dms_base\.models\.dms_approval_(mixin|step)\..*": "nothing waits for approval here; "
    "the tests of approvals ask who decides",
    r"dms_base\.models\.dms_credit_increase\.DmsCreditIncrease\.write .*": "staff's own "
    "word, which the test of credit edits in vain",
    r"dms_base\.models\.res_partner_invite\..*action_dms_invite_owner .*": READS_ON,
    r"dms_base\.models\.res_users_team\..*\._dms_check_team_rights"
    r" without check_access .*": READS_ON,
    r"dms_base\.models\.res_users_team\..*\._dms_team_member .*": NOBODY,
    r"dms_base\.models\.res_users_team\.ResUsers\._dms_check_member .*": SECOND,
}

NUMBER = "one sequence numbers the invoices of all; tells how many, never whose"
FOLLOWER = "native for staff without regions: who follows a record of another company"
SELF = "a mark for oneself alone, and native"
RANK = "what rights there are in the system, computed once; nobody's data"

OPEN = {
    r".*:interference:account\.move read( highest_name)?": NUMBER,
    r".*:interference:res\.users read( view_group_hierarchy)?": RANK,
    r"(national \w+|clerk|employee):search( by id|_count)?:mail\.followers": FOLLOWER,
}
