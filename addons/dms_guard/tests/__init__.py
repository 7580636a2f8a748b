from . import (
    test_api_key_limit,
    test_bad_input,
    test_database_down,
    test_error_bodies,
    test_exports,
    test_followers,
    test_import_guard,
    test_link_preview,
    test_login_limit,
    test_login_timing,
    test_password_reset,
    test_session_cookies,
)
