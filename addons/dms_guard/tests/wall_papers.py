"""What this add-on opens on purpose; see dms_base/tests/wall/papers.py."""

HARDENING = "guards a native page; tests of this add-on of its own prove it"

IDLE = {
    r"dms_guard\.controllers\.bad_input\..*": HARDENING,
    r"dms_guard\.models\.res_users_login_timing\..*": HARDENING,
    r"dms_guard\.models\.mail_thread\.MailThread\.message_get_followers .*": (
        "the search of followers hides the same names"
    ),
}
