"""What this add-on opens on purpose; see dms_base/tests/wall/papers.py."""

HARDENING = "guards a native page; tests of this add-on of its own prove it"

IDLE = {
    "dms_guard.controllers.bad_input.GuardedPartner.download_vcard"
    " without not_found #0": HARDENING,
    "dms_guard.controllers.bad_input.GuardedProfiling.profile"
    " without not_found #0": HARDENING,
    "dms_guard.models.res_users_login_timing.ResUsers._check_uid_passwd"
    " without AccessDenied #0": HARDENING,
}
