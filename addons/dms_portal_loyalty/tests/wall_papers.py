"""What this add-on opens on purpose; see dms_base/tests/wall/papers.py."""

PROMOTION = "promotions are the brand's, for all its staff to read"
WRITTEN = "staff with regions reads promotions and changes none; the add-on's own tests ask"

UNSEEDED = {
    "loyalty.program": PROMOTION,
    "loyalty.reward": PROMOTION,
    "loyalty.rule": PROMOTION,
}
IDLE = {
    r"dms_portal_loyalty\.loyalty_(program|reward|rule)_rule_write": WRITTEN,
}
