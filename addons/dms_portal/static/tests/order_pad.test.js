import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, rpc } from "@web/core/network/rpc";

import {
    mergeLines,
    parseQuantity,
    quantityText,
} from "@dms_portal/order_pad/pad_lines";
import { PadMemory } from "@dms_portal/order_pad/pad_memory";
import { PadStore } from "@dms_portal/order_pad/pad_store";
import { PadSync } from "@dms_portal/order_pad/pad_sync";

describe.current.tags("headless");

const CNY = { name: "CNY", digits: 2 };
const WINE = {
    id: 1,
    code: "W",
    name: "Wine",
    uom_id: 10,
    uoms: [{ id: 10, factor: 1 }],
};
const line = (product_id, quantity, uom_id = 10) => ({ product_id, uom_id, quantity });

function draftOf(version, lines, values = {}) {
    return {
        reference: "W-1",
        version,
        lines,
        cards: [WINE],
        note: "",
        requested_date: false,
        shipping_partner_id: false,
        ...values,
    };
}

function quoteOf(lines, hints = {}) {
    const quoted = { price: 1, terms: [], faults: [], take: null, step: 1, ...hints };
    return {
        lines: lines.map((_line, index) => ({ number: index + 1, ...quoted })),
        totals: { untaxed: 0, tax: 0, total: 0 },
        currency: CNY,
        credit: null,
        freight: null,
        block: "",
        rules: [],
    };
}

function makeSync(draft) {
    const store = new PadStore({
        draft,
        quote: quoteOf(draft.lines),
        is_read_only: false,
    });
    const sync = new PadSync(store, new PadMemory(7));
    return { store, sync };
}

/** Answer each route by a function; what throws is what the browser would throw. */
function serve(answers) {
    patchWithCleanup(rpc, {
        async _rpc(url, params) {
            const route = url.split("/").at(-1);
            expect.step(route);
            return answers[route](params);
        },
    });
}

const lost = () => {
    throw new ConnectionLostError("/my/dealer/order");
};

beforeEach(() => {
    allowTranslations();
    browser.localStorage.clear();
});

describe("quantities", () => {
    test("are read as people type them", () => {
        const cases = [
            ["12", 12],
            [" 1 2 ", 12],
            ["１２．５", 12.5],
            ["1,5", 1.5],
            ["1,200", 1200],
            ["1,200.5", 1200.5],
            [".5", 0.5],
            ["3.", 3],
        ];
        for (const [text, expected] of cases) {
            expect(parseQuantity(text)).toBe(expected);
        }
        for (const text of ["", "-1", "1e3", "12 cases", "0x10", "1.2.3", "NaN"]) {
            expect(parseQuantity(text)).toEqual(NaN);
        }
    });

    test("are written without binary noise", () => {
        expect(quantityText(0.1 + 0.2)).toBe("0.3");
        expect(quantityText(12)).toBe("12");
    });
});

describe("two devices", () => {
    test("each keeps what it changed", () => {
        const base = [line(1, 1), line(2, 1), line(3, 1)];
        const local = [line(1, 5), line(2, 1), line(3, 1), line(4, 2)];
        const server = [line(1, 1), line(2, 7), line(5, 9)];
        const { lines, clashes } = mergeLines(base, local, server);
        expect(lines).toEqual([line(1, 5), line(2, 7), line(5, 9), line(4, 2)]);
        expect(clashes).toBe(0);
    });

    test("the same line on both sides stays as typed here, and is told", () => {
        const merged = mergeLines([line(1, 1)], [line(1, 5)], [line(1, 9)]);
        expect(merged).toEqual({ lines: [line(1, 5)], clashes: 1 });
    });

    test("a change is stronger than a removal, on either side", () => {
        const base = [line(1, 1)];
        expect(mergeLines(base, [], [line(1, 9)]).lines).toEqual([line(1, 9)]);
        expect(mergeLines(base, [line(1, 5)], []).lines).toEqual([line(1, 5)]);
        expect(mergeLines(base, [], [line(1, 1)]).lines).toEqual([]);
    });

    test("a newer version on the server is merged and saved again", async () => {
        const { store, sync } = makeSync(draftOf(1, [line(1, 1)]));
        const answers = [
            { conflict: true, draft: draftOf(2, [line(1, 1), line(2, 8)]) },
            { conflict: false, draft: { reference: "W-1", version: 3 } },
        ];
        const sent = [];
        serve({
            save: (params) => (sent.push(params), answers.shift()),
            quote: ({ lines }) => quoteOf(lines),
        });
        store.editQuantity(store.lines[0], "5");
        await advanceTime(700);
        await advanceTime(700);
        expect(sent.map(({ version }) => version)).toEqual([1, 2]);
        expect(sent[1].values.lines).toEqual([line(1, 5), line(2, 8)]);
        expect(sync.status).toBe("saved");
        expect(sync.notice.kind).toBe("info");
        expect.verifySteps(["quote", "save", "quote", "save"]);
    });
});

describe("a save whose answer got lost", () => {
    const late = { conflict: true, draft: draftOf(2, [line(1, 5)]) };

    test("comes back as the own version, without a word", async () => {
        const { store, sync } = makeSync(draftOf(1, [line(1, 1)]));
        serve({ save: () => late, quote: ({ lines }) => quoteOf(lines) });
        store.editQuantity(store.lines[0], "5");
        await advanceTime(700);
        expect.verifySteps(["quote", "save"]);
        expect([sync.status, sync.notice, store.version]).toEqual(["saved", null, 2]);
    });

    test("does not keep the order from being sent", async () => {
        const { store, sync } = makeSync(draftOf(1, [line(1, 1)]));
        serve({
            save: () => late,
            submit: (params) => {
                expect(params).toEqual({ reference: "W-1", version: 2, total: null });
                return { error: "No.", faults: 0 };
            },
            quote: ({ lines }) => quoteOf(lines),
        });
        store.editQuantity(store.lines[0], "5");
        await sync.submit();
        expect.verifySteps(["save", "submit", "quote"]);
        sync.stop();
    });

    test("takes what was typed since on top", async () => {
        const { store, sync } = makeSync(draftOf(1, [line(1, 1)]));
        const sent = [];
        const answers = [
            { conflict: true, draft: draftOf(2, [line(1, 1)], { note: "soon" }) },
            { conflict: false, draft: { reference: "W-1", version: 3 } },
        ];
        serve({ save: (params) => (sent.push(params), answers.shift()) });
        store.editField("note", "soon");
        store.editQuantity(store.lines[0], "5");
        expect(await sync.save()).toBe(true);
        expect(sent.map(({ version }) => version)).toEqual([1, 2]);
        expect(sent[1].values).toEqual(sent[0].values);
        expect(sync.notice).toBe(null);
        expect.verifySteps(["save", "save"]);
        sync.stop();
    });
});

describe("on and off line", () => {
    test("what could not be saved is kept on the device and found again", async () => {
        const first = makeSync(draftOf(1, [line(1, 1)]));
        serve({ save: lost, quote: lost });
        first.store.editQuantity(first.store.lines[0], "5");
        await advanceTime(700);
        expect(first.sync.status).toBe("offline");
        first.sync.stop();
        expect.verifySteps(["quote", "save"]);

        const second = makeSync(draftOf(1, [line(1, 1)]));
        second.sync.start();
        expect(second.store.lines[0].quantity).toBe(5);
        expect(second.store.isSaved).toBe(false);
        second.sync.stop();
    });

    test("it is saved by itself when the server is back", async () => {
        const { store, sync } = makeSync(draftOf(1, [line(1, 1)]));
        let isBack = false;
        serve({
            save: () =>
                isBack
                    ? { conflict: false, draft: { reference: "W-1", version: 2 } }
                    : lost(),
            quote: ({ lines }) => (isBack ? quoteOf(lines) : lost()),
        });
        store.editQuantity(store.lines[0], "5");
        await advanceTime(700);
        isBack = true;
        await advanceTime(6000);
        expect.verifySteps(["quote", "save", "quote", "save"]);
        expect(sync.status).toBe("saved");
        expect(new PadMemory(7).read()).toBe(null);
    });

    test("a page older than what this device has saved is brought up to date", async () => {
        new PadMemory(7).keep({ version: 3 });
        const { store, sync } = makeSync(draftOf(2, [line(1, 1)]));
        serve({
            load: () => ({ draft: draftOf(3, [line(1, 88)]) }),
            quote: ({ lines }) => quoteOf(lines),
        });
        sync.start();
        await animationFrame();
        expect.verifySteps(["load"]);
        expect(store.lines[0].quantity).toBe(88);
        sync.stop();
    });

    test("what a browser kept and nobody can read is passed over", () => {
        for (const text of ["", "{", "[]", "7", '{"content": {}}', "null"]) {
            browser.localStorage.setItem("dms_portal.order_pad.7", text);
            expect(new PadMemory(7).read()).toBe(null);
        }
    });
});

describe("submit", () => {
    test("tells at once that a change is not saved yet", () => {
        const { store, sync } = makeSync(draftOf(1, [line(1, 1)]));
        expect(sync.status).toBe("saved");
        store.editField("note", "soon");
        expect(sync.status).toBe("saving");
        sync.stop();
    });

    test("waits for what is not saved yet, and is sent once", async () => {
        const { store, sync } = makeSync(draftOf(1, [line(1, 1)]));
        serve({
            save: () => ({ conflict: false, draft: { reference: "W-1", version: 2 } }),
            submit: (params) => {
                expect(params).toEqual({ reference: "W-1", version: 2, total: null });
                return { error: "No.", faults: 0 };
            },
            quote: ({ lines }) => quoteOf(lines),
        });
        store.editQuantity(store.lines[0], "5");
        await Promise.all([sync.submit(), sync.submit()]);
        await animationFrame();
        expect.verifySteps(["save", "submit", "quote"]);
        expect(sync.notice.text).toBe("The order is not placed. No.");
        expect(sync.isSubmitting).toBe(false);
        sync.stop();
    });

    test("is not sent when another device changed the order meanwhile", async () => {
        const { store, sync } = makeSync(draftOf(1, [line(1, 1)]));
        serve({
            save: () => ({ conflict: true, draft: draftOf(2, [line(1, 300)]) }),
            quote: ({ lines }) => quoteOf(lines),
        });
        store.editField("note", "soon");
        await sync.submit();
        expect.verifySteps(["save"]);
        expect(store.lines[0].quantity).toBe(300);
        expect(store.note).toBe("soon");
        sync.stop();
    });

    test("says which total was looked at, if any", async () => {
        const { store, sync } = makeSync(draftOf(1, [line(1, 1)]));
        const sent = [];
        const save = () => ({
            conflict: false,
            draft: { reference: "W-1", version: 2 },
        });
        serve({ save, submit: (params) => (sent.push(params.total), lost()) });
        store.quote.totals = { untaxed: 9, tax: 1, total: 10 };
        await sync.submit();
        store.editQuantity(store.lines[0], "5");
        await sync.submit();
        expect(sent).toEqual([10, null]);
        expect.verifySteps(["submit", "save", "submit"]);
        sync.stop();
    });

    test("can be repeated under the same reference when no answer came", async () => {
        const { sync } = makeSync(draftOf(4, [line(1, 1)]));
        const sent = [];
        serve({ submit: (params) => (sent.push(params), lost()) });
        await sync.submit();
        await sync.submit();
        expect(sent).toEqual([
            { reference: "W-1", version: 4, total: 0 },
            { reference: "W-1", version: 4, total: 0 },
        ]);
        expect.verifySteps(["submit", "submit"]);
    });
});

describe("lines", () => {
    test("of one product and unit are one line", () => {
        const { store } = makeSync(draftOf(1, []));
        store.addLine(WINE, 2);
        store.addLine(WINE, 3);
        expect(store.content().lines).toEqual([line(1, 5)]);
    });

    test("that go come back to their place", () => {
        const { store } = makeSync(draftOf(1, [line(1, 1), line(2, 2), line(3, 3)]));
        store.removeLines([store.lines[1]]);
        expect(store.content().lines).toEqual([line(1, 1), line(3, 3)]);
        store.undoRemove();
        expect(store.content().lines).toEqual([line(1, 1), line(2, 2), line(3, 3)]);
    });

    test("with a half-typed quantity stay, and count as zero", () => {
        const { store } = makeSync(draftOf(1, [line(1, 1)]));
        store.editQuantity(store.lines[0], "");
        expect(store.content().lines).toEqual([line(1, 0)]);
        expect(store.lines[0].text).toBe("");
    });

    test("a late answer is not put beside a line that it was not asked for", () => {
        const { store } = makeSync(draftOf(1, [line(1, 1)]));
        const asked = store.content().lines;
        store.removeLines([...store.lines]);
        store.addLine({ ...WINE, id: 2 }, 1);
        store.applyQuote(quoteOf(asked), asked);
        expect(store.lines[0].quoted).toBe(null);
        expect(store.isQuoted).toBe(false);
    });

    test("that break a rule say so, and keep their price", () => {
        const { store } = makeSync(draftOf(1, [line(1, 7)]));
        const asked = store.content().lines;
        store.applyQuote(quoteOf(asked, { faults: ["Sixes."], take: 12 }), asked);
        expect(store.lines[0].error).toBe("Sixes.");
        expect(store.lines[0].quoted.price).toBe(1);
        expect(store.faulty).toHaveLength(1);
    });

    test("step by whole cases, up to the next one and down to the one below", () => {
        const { store } = makeSync(draftOf(1, [line(1, 7)]));
        const asked = store.content().lines;
        store.applyQuote(quoteOf(asked, { step: 6 }), asked);
        const [wine] = store.lines;
        store.stepQuantity(wine, 1);
        expect(wine.quantity).toBe(12);
        store.stepQuantity(wine, 1);
        expect(wine.quantity).toBe(18);
        store.editQuantity(wine, "17");
        store.stepQuantity(wine, -1);
        expect(wine.quantity).toBe(12);
        store.stepQuantity(wine, -1);
        store.stepQuantity(wine, -1);
        expect(store.lines).toHaveLength(0);
    });
});
