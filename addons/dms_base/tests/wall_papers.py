"""What this add-on opens on purpose; see wall/papers.py for what the names mean."""

NUMBER = "one sequence numbers the invoices of all; tells how many, never whose"
FOLLOWER = (
    "tells that somebody of the own house follows a record of this number; followers "
    "who belong to a dealer out of sight are hidden by their own rule"
)
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

OPEN = {
    r"(dealer|north) \w+:interference:account\.move read highest_name": NUMBER,
    r"(north|national) \w+:search( by id|_count)?:mail\.followers": FOLLOWER,
    r"north manager:interference:mail\.followers .*": FOLLOWER,
}
