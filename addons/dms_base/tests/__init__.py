from . import (
    test_agreement_license,
    test_authorization,
    test_credit,
    test_dealer_grade,
    test_dealer_lifecycle,
    test_import,
    test_import_file,
    test_phone,
    test_portal_shell,
    test_staff_scope,
    test_team,
)
