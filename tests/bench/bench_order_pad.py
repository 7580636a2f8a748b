"""An order of a thousand lines on the pad, typed in a real browser.

A keystroke counts from the key going down until the browser has painted what it
changed. Some keys follow each other fast, some slowly enough for prices to arrive in
between, which is when a page stutters. The phone is the same browser with a processor
four times slower, as DevTools slows it down.
"""

import os
import shutil
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from frame import figure, main
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from channel import PASSWORD, Channel
from conftest import CHROMIUM_FLAGS
from rpc import Client

LINES = 1000
FEW = 100
TURNS = 5
PAD = "/my/dealer/order"
FAST, SLOW = 130, 600  # milliseconds between keys
KEYS = ("1234567", FAST), ("7654", SLOW)
SLOWER = 4
WATCH_KEYS = """() => {
    window.keys = [];
    window.addEventListener("keydown", () => {
        const start = performance.now();
        requestAnimationFrame(() => {
            const painted = new MessageChannel();
            painted.port1.onmessage = () =>
                window.keys.push(performance.now() - start);
            painted.port2.postMessage(0);
        });
    }, { capture: true });
}"""
WATCH_LINES = """() => {
    window.drawn = new Set();
    const list = document.querySelector(".o_dms_pad_lines");
    new MutationObserver((records) => {
        for (const { target } of records) {
            const el = target.nodeType === 1 ? target : target.parentElement;
            const line = el.closest(".o_dms_line");
            window.drawn.add(line ? line.dataset.line : "list");
        }
    }).observe(list, {
        attributes: true, characterData: true, childList: true, subtree: true,
    });
}"""


def client(login="admin", password="admin"):
    return Client(os.environ["DMS_E2E_URL"], os.environ["DMS_E2E_DB"], login, password)


@cache
def buyer():
    """Create a dealer whose price list has breaks, and an order of many lines."""
    admin = client()
    channel = Channel(admin)
    products = admin.call(
        "product.product",
        "create",
        [
            {
                "name": f"Bench {number}",
                "default_code": f"PAD-{number:04}",
                "categ_id": channel.categ,
                "list_price": 10 + number,
                "weight": 0.5,
            }
            for number in range(LINES)
        ],
    )
    [prices] = admin.read(
        "res.partner.grade", [("id", "=", channel.grade)], "default_pricelist_id"
    )
    for quantity, percent in ((50, 15), (100, 20)):
        admin.create(
            "product.pricelist.item",
            pricelist_id=prices["default_pricelist_id"][0],
            compute_price="percentage",
            percent_price=percent,
            min_quantity=quantity,
        )
    _dealer, login = channel.dealer("Bench")
    person = client(login, PASSWORD)
    lines = [
        {"product_id": product, "quantity": 40, "uom_id": False} for product in products
    ]
    saved = person.route(f"{PAD}/save", version=0, values={"lines": lines})
    if saved["conflict"]:
        raise AssertionError(saved)
    return person, login, lines


@contextmanager
def pad(slower=1):
    """Open the pad with all its lines in a browser."""
    person, _login, _lines = buyer()
    path = os.environ.get("DMS_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        context = browser.new_context(viewport={"width": 390, "height": 844})
        context.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value, "url": person.base_url}
                for cookie in person.http.cookies
            ]
        )
        page = context.new_page()
        page.goto(person.base_url + PAD)
        page.locator(".o_dms_line").nth(LINES - 1).wait_for(state="attached")
        context.new_cdp_session(page).send(
            "Emulation.setCPUThrottlingRate", {"rate": slower}
        )
        page.wait_for_timeout(1000)
        yield page
        browser.close()


@cache
def keystrokes(slower):
    """Return the milliseconds of keys in quantities and of keys in the search."""
    with pad(slower) as page:
        page.evaluate(WATCH_KEYS)
        for place in (2, LINES // 2, LINES - 3):
            page.locator(".o_dms_line .o_dms_quantity_input").nth(place).click()
            for text, gap in KEYS:
                page.keyboard.type(text, delay=gap)
        quantities = page.evaluate("window.keys.splice(0)")
        page.locator(".o_dms_pad_term").click()
        page.keyboard.type("bench 12", delay=FAST)
        page.wait_for_timeout(SLOW)
        return quantities, page.evaluate("window.keys.splice(0)")


def slow_end(values):
    """Return the 95th percentile."""
    return quantiles(values, n=20)[-1]


@figure(f"key in a quantity of {LINES} lines, 95 of 100 within ms", goal=100)
def quantity_key():
    return slow_end(keystrokes(1)[0])


@figure(f"the same with a processor {SLOWER} times slower, median ms", goal=100)
def quantity_key_on_a_phone():
    return median(keystrokes(SLOWER)[0])


@figure(f"key in the search beside {LINES} lines, 95 of 100 within ms", goal=100)
def search_key():
    return slow_end(keystrokes(1)[1])


@figure(f"lines of {LINES} drawn anew after one quantity and its prices", goal=1)
def lines_drawn():
    with pad() as page:
        page.evaluate(WATCH_LINES)
        page.locator(".o_dms_line .o_dms_quantity_input").nth(4).fill("49")
        page.locator(".o_dms_nudge").first.wait_for()
        page.wait_for_timeout(2 * SLOW)
        return page.evaluate("window.drawn.size")


@cache
def quote_seconds(count):
    person, _login, lines = buyer()
    took = []
    for _turn in range(TURNS):
        start = perf_counter()
        quote = person.route(f"{PAD}/quote", lines=lines[:count])
        took.append(perf_counter() - start)
        if len(quote["lines"]) != count or any("error" in x for x in quote["lines"]):
            raise AssertionError("not every line has a price")
    return median(took)


@figure(f"price of {LINES} lines in one call, times one of {FEW} lines", goal=12)
def quote_ratio():
    return quote_seconds(LINES) / quote_seconds(FEW)


@figure(f"a pasted list of {LINES} rows read, times the price of it", goal=0.5)
def paste_ratio():
    person, _login, _lines = buyer()
    rows = [f"PAD-{number:04} {number % 9 + 1}" for number in range(LINES)]
    took = []
    for _turn in range(TURNS):
        start = perf_counter()
        read = person.route(f"{PAD}/paste", text="\n".join(rows))
        took.append(perf_counter() - start)
        if len(read["lines"]) != LINES or read["faults"]:
            raise AssertionError(read["faults"][:3])
    return median(took) / quote_seconds(LINES)


if __name__ == "__main__":
    main(__file__)
