"""What this add-on opens on purpose; see wall/papers.py for what the names mean."""

NUMBER = "one sequence numbers the invoices of all; tells how many, never whose"
FOLLOWER = "native for staff without regions: who follows a record of another company"
STAR = "a mark for oneself; native, and seen by nobody else"

METHODS = {
    "dms.agreement.action_dms_cancel": ("staff", "writes as the user"),
    "dms.agreement.action_dms_sign": ("staff", "writes as the user"),
    "dms.license.action_dms_verify": ("staff", "writes as the user"),
    "dms.region.action_dms_open_dealers": ("staff", "names a view and a domain"),
    "res.partner.action_dms_open_orders": ("staff", "names a view and a domain"),
    "res.partner.action_dms_open_receivable": ("staff", "names a view and a domain"),
}

FIELDS = {
    "dms.authorization": (
        "owner buyer",
        "active activity_ids categ_id",
    ),
}

GRANT = "grants every employee all; what limits them are the company and region rules"
READY = "no dealer role may read this model at all; the rule is there for when one may"

MASTER = "who a dealer is, and what it may, is for managers to say"

RESERVED = {
    f"res.partner.{name}": ("manager", MASTER)
    for name in (
        "dealer_code",
        "dealer_state",
        "dms_region_id",
        "grade_id",
        "is_dealer",
        "parent_dealer_id",
    )
}

IDLE = {
    "dms_base.payment_transaction_rule_role": READY,
    "dms_base.dms_authorization_rule_staff": GRANT,
    "dms_base.dms_agreement_rule_staff": GRANT,
    "dms_base.dms_license_rule_staff": GRANT,
    "dms_base.dms_dealer_grade_rule_staff": GRANT,
    "dms_base.dms_dealer_event_rule_staff": GRANT,
    "dms_base.dms_dealer_grade_rule_dealer": READY,
    "dms_base.dms_dealer_event_rule_dealer": READY,
    "dms_base.res_users_rule_scope": "users are contacts, whose rule holds for them too",
}

OPEN = {
    r"(dealer|north) \w+:interference:account\.move read highest_name": NUMBER,
    r"(national \w+|clerk|employee):search( by id|_count)?:mail\.followers": FOLLOWER,
}
