"""What tests and pictures need of a browser: two screens, a page, signing in."""

import os
import re
import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "desk": {"viewport": {"width": 1440, "height": 900}},
}
LANGS = ("zh_CN", "en_US")
PATIENCE = 90_000  # milliseconds: a slow machine that does other things as well


@contextmanager
def started_browser():
    path = os.environ.get("DMS_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def new_page(browser, base_url, screen, lang):
    """Return a page in a browser context of its own."""
    context = browser.new_context(
        **SCREENS[screen], locale=lang.replace("_", "-"), base_url=base_url
    )
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def sign_in(page, login, password):
    page.goto("/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click(".oe_login_form button[type=submit]")
    page.wait_for_url(re.compile(r"/(my|odoo)"))
