import { describe, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";

import { PadBasket } from "@dms_portal/order_pad/pad_basket";
import { ScanBurst } from "@dms_portal/order_pad/pad_scan";
import { PadStore } from "@dms_portal/order_pad/pad_store";

describe.current.tags("headless");

const UNIT = { id: 10, name: "Units", factor: 1 };
const CASE = { id: 11, name: "Case", factor: 12 };
const WINE = { id: 1, code: "W", name: "Wine", uom_id: 10, uoms: [UNIT, CASE] };
const BEER = { id: 2, code: "B", name: "Beer", uom_id: 10, uoms: [UNIT] };
const line = (product_id, quantity, uom_id = 10) => ({ product_id, uom_id, quantity });

function makeStore(lines = []) {
    allowTranslations();
    const draft = {
        reference: "W-1",
        version: 1,
        lines,
        cards: [WINE, BEER],
        note: "",
        requested_date: false,
        shipping_partner_id: false,
    };
    const quote = { lines: [], totals: {}, currency: {}, block: "", rules: [] };
    return new PadStore({ draft, quote, is_read_only: false });
}

function makeBasket(faults = [], isChosen = true) {
    const lines = [{ ...line(1, 3, 11), rows: [1, 4] }];
    return new PadBasket({ lines, faults, cards: [WINE, BEER] }, isChosen);
}

const fault = (values = {}) => ({
    number: 2,
    text: "W-9 5",
    product: "W-9",
    product_id: false,
    uom_id: false,
    quantity: 5,
    unit: "",
    reason: "No product.",
    ...values,
});

describe("a list that was read", () => {
    test("goes into the order on top of what is there, with one change", () => {
        const store = makeStore([line(1, 2, 11)]);
        let changes = 0;
        store.bus.addEventListener("changed", () => changes++);
        const basket = new PadBasket({
            lines: [line(1, 3, 11), line(1, 4), line(2, 5)],
            cards: [WINE, BEER],
        });
        expect(basket.takeInto(store)).toBe(3);
        expect(store.content().lines).toEqual([
            line(1, 5, 11), // 2 + 3 cases
            line(1, 4),
            line(2, 5),
        ]);
        expect(changes).toBe(1);
        expect(basket.ready).toHaveLength(0);
    });

    test("gives only what is chosen and has a quantity", () => {
        const store = makeStore();
        const basket = new PadBasket(
            { lines: [line(1, 3), line(2, 5)], cards: [WINE, BEER] },
            false,
        );
        expect(basket.chosen).toHaveLength(0);
        basket.setText(basket.ready[0], "１２");
        expect(basket.chosen.map(({ quantity }) => quantity)).toEqual([12]);
        basket.chooseAll(true);
        basket.setText(basket.ready[1], "");
        basket.takeInto(store);
        expect(store.content().lines).toEqual([line(1, 12)]);
        expect(basket.ready).toHaveLength(1);
    });

    test("steps a quantity down to nothing, never below", () => {
        const basket = makeBasket();
        const [wine] = basket.ready;
        basket.step(wine, -2);
        expect([wine.quantity, wine.isChosen]).toEqual([1, true]);
        basket.step(wine, -1);
        basket.step(wine, -1);
        expect([wine.text, wine.isChosen]).toEqual(["", false]);
        basket.step(wine, 1);
        expect([wine.quantity, wine.isChosen]).toEqual([1, true]);
    });
});

describe("a row that could not be read", () => {
    test("is mended with a product and a quantity, and joins its twin", () => {
        const basket = makeBasket([fault({ unit: "箱", uom_id: 11 })]);
        const [row] = basket.faults;
        expect(basket.isMended(row)).toBe(false);
        basket.setProduct(row, WINE);
        expect([row.uom_id, basket.isMended(row)]).toEqual([11, true]);
        row.amount = "0";
        expect(basket.isMended(row)).toBe(false);
        row.amount = "5";
        basket.take(row);
        expect(basket.faults).toHaveLength(0);
        expect(basket.ready.map((each) => [each.quantity, each.rows])).toEqual([
            [8, [1, 4, 2]], // 3 + 5 cases
        ]);
    });

    test("takes a unit in which the chosen product is sold", () => {
        const basket = makeBasket([fault({ uom_id: 11 })]);
        const [row] = basket.faults;
        basket.setProduct(row, BEER);
        expect(row.uom_id).toBe(10);
        basket.setProduct(row, null);
        expect(basket.isMended(row)).toBe(false);
    });

    test("shows what is known of it already", () => {
        const basket = makeBasket([
            fault({ product_id: 2, uom_id: 10, quantity: false }),
        ]);
        const [row] = basket.faults;
        expect([row.card.name, row.amount]).toEqual(["Beer", ""]);
    });

    test("stays until it is dropped, and can be written into a workbook", () => {
        const store = makeStore();
        const basket = makeBasket([fault()]);
        basket.takeInto(store);
        expect(basket.rejected).toEqual([
            {
                number: 2,
                text: "W-9 5",
                product: "W-9",
                quantity: "5",
                unit: "",
                reason: "No product.",
            },
        ]);
        basket.drop(basket.faults[0]);
        expect(basket.rejected).toEqual([]);
    });
});

describe("a burst of scans", () => {
    test("counts a code once while it is held into the camera", () => {
        const burst = new ScanBurst();
        expect(burst.look(["A"], 0)).toEqual(["A"]);
        for (let now = 150; now <= 3000; now += 150) {
            expect(burst.look(["A"], now)).toEqual([]);
        }
    });

    test("counts it again once it was out of sight", () => {
        const burst = new ScanBurst();
        burst.look(["A"], 0);
        expect(burst.look([], 150)).toEqual([]);
        expect(burst.look(["A"], 850)).toEqual([]); // a blink of the detector
        expect(burst.look(["A"], 1800)).toEqual(["A"]);
    });

    test("counts two codes in one picture, each once", () => {
        const burst = new ScanBurst();
        expect(burst.look(["A", "B", "A"], 0)).toEqual(["A", "B"]);
    });
});
