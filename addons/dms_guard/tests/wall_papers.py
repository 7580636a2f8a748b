"""What this add-on opens on purpose; see dms_base/tests/wall/papers.py."""

HARDENING = "guards a native page; tests of this add-on of its own prove it"
SEARCH = "the search of followers, through which they are read, hides the same rows"

IDLE = {
    r"dms_guard\.controllers\.bad_input\..*": HARDENING,
    r"dms_guard\.models\.res_users_login_timing\..*": HARDENING,
    r"dms_guard\.models\.mail_followers\..*\._guard_of_unreadable .*": SEARCH,
    r"dms_guard\.models\.mail_thread\.MailThread\.message_get_followers .*": SEARCH,
}
