import { EventBus, markRaw } from "@odoo/owl";
import { Reactive } from "@web/core/utils/reactive";

import {
    isSameContent,
    lineKey,
    mergeLines,
    mergeValue,
    parseQuantity,
    quantityText,
} from "./pad_lines";

const FIELDS = ["note", "requested_date", "shipping_partner_id", "picking_policy"];
const LARGEST = 1e9;

/**
 * The order being written: lines as they are typed, prices as the server quoted them,
 * and what the server is known to have. It talks to nobody; ``PadSync`` does.
 *
 * Whatever fills the order (search, paste, file, scanner) calls ``addLine``.
 */
export class PadStore extends Reactive {
    constructor({ draft, quote, is_read_only }) {
        super();
        this.bus = markRaw(new EventBus());
        this.isReadOnly = is_read_only;
        this.cards = markRaw({});
        this.lines = [];
        this.nextId = 1;
        this.removed = [];
        this.quote = {
            totals: quote.totals,
            currency: quote.currency,
            credit: quote.credit,
            freight: quote.freight,
            block: quote.block,
            rules: quote.rules,
            delivery: quote.delivery,
            promotions: quote.promotions || [],
        };
        this.isQuoted = true;
        this.merges = 0;
        this.wantedFocus = null;
        this.setServer(draft);
        this.setContent(draft);
        this.applyQuote(quote, this.content().lines);
    }

    // --- what is here, and what the server has ------------------------------------

    /** What is saved and sent. A quantity that is no number yet counts as zero. */
    content() {
        return {
            lines: this.lines.map(({ product_id, uom_id, quantity }) => ({
                product_id,
                uom_id,
                quantity: Number.isNaN(quantity) ? 0 : quantity,
            })),
            ...Object.fromEntries(FIELDS.map((name) => [name, this[name]])),
        };
    }

    get isSaved() {
        return isSameContent(this.content(), this.base);
    }

    /** Remember what the server has: the base of all changes from here on. */
    setServer({ reference, version, lines, ...fields }) {
        this.reference = reference;
        this.version = version;
        this.base = markRaw(
            this.plain({
                lines: lines ?? this.base.lines,
                ...Object.fromEntries(
                    FIELDS.map((name) => [
                        name,
                        fields[name] ?? this.base?.[name] ?? false,
                    ]),
                ),
            }),
        );
    }

    plain({ lines, ...fields }) {
        return {
            lines: lines.map(({ product_id, uom_id, quantity }) => ({
                product_id,
                uom_id,
                quantity,
            })),
            ...Object.fromEntries(FIELDS.map((name) => [name, fields[name]])),
        };
    }

    /** Show this content, keeping the line objects that stay (and their focus). */
    setContent({ lines, cards = [], ...fields }) {
        for (const card of cards) {
            this.cards[card.id] = card;
        }
        const present = new Map(this.lines.map((line) => [lineKey(line), line]));
        this.lines = lines.map((plain) => {
            const line = present.get(lineKey(plain)) || this.newLine(plain);
            if (line.quantity !== plain.quantity) {
                this.setText(line, quantityText(plain.quantity));
            }
            return line;
        });
        for (const name of FIELDS) {
            this[name] = fields[name] || (name === "note" ? "" : false);
        }
    }

    /**
     * Take over what another device saved, keeping what was changed here.
     *
     * It is no news where the screen shows the same as before: a save of this device
     * whose answer got lost, for one.
     *
     * @returns {{isPlaced: boolean, isNews: boolean, isKept: boolean, clashes: number}}
     */
    mergeServer(draft) {
        const isPlaced = Boolean(this.reference) && draft.reference !== this.reference;
        const local = this.content();
        const base = this.base;
        const { lines, clashes } = mergeLines(base.lines, local.lines, draft.lines);
        const labels = new Map(draft.lines.map((line) => [lineKey(line), line.label]));
        const merged = {
            lines: lines.map((line) => ({ ...line, label: labels.get(lineKey(line)) })),
            cards: draft.cards,
        };
        for (const name of FIELDS) {
            merged[name] = mergeValue(base[name], local[name], draft[name]);
        }
        this.setServer(draft);
        this.setContent(merged);
        const isSame = isSameContent(this.content(), local);
        const isNews = isPlaced || clashes > 0 || !isSame;
        this.merges += isNews ? 1 : 0;
        return { isPlaced, isNews, isKept: !this.isSaved, clashes };
    }

    // --- editing ------------------------------------------------------------------

    newLine({ product_id, uom_id, quantity, label }) {
        const card = this.cards[product_id];
        return {
            id: this.nextId++,
            product_id,
            uom_id: uom_id || card?.uom_id || false,
            quantity,
            text: quantityText(quantity),
            label: label || "",
            card: card ? markRaw(card) : null,
            quoted: null,
            error: "",
            isStale: true,
        };
    }

    findLine(productId, uomId) {
        return this.lines.find(
            (line) =>
                line.product_id === productId && (!uomId || line.uom_id === uomId),
        );
    }

    /** The line of a product that was found: in the unit asked for, else in any. */
    findCard({ id, uom_id, unit_id }) {
        const isAsked = unit_id && unit_id !== uom_id;
        return this.findLine(id, isAsked ? unit_id : undefined);
    }

    /**
     * Put a product into the order, on top of what is there.
     *
     * @param {Object} card of the product, as the server sends it.
     * @param {number} [quantity]
     * @param {number} [uomId] its own unit when missing.
     */
    addLine(card, quantity = 1, uomId = card.uom_id) {
        this.addLines([{ card, quantity, uom_id: uomId }]);
        return this.findLine(card.id, uomId);
    }

    /**
     * Put many products into the order at once, each on top of what is there.
     *
     * @param {{card: Object, quantity: number, uom_id: number}[]} wanted
     */
    addLines(wanted) {
        const present = new Map(this.lines.map((line) => [lineKey(line), line]));
        const added = [];
        for (const { card, quantity, uom_id } of wanted) {
            this.cards[card.id] = card;
            const key = lineKey({ product_id: card.id, uom_id });
            const line = present.get(key);
            if (line) {
                const before = Number.isNaN(line.quantity) ? 0 : line.quantity;
                this.setText(line, quantityText(before + quantity));
            } else {
                const fresh = this.newLine({ product_id: card.id, uom_id, quantity });
                present.set(key, fresh);
                added.push(fresh);
            }
        }
        this.removed = [];
        this.lines = [...this.lines, ...added];
        this.changed();
    }

    setText(line, text) {
        line.text = text;
        const quantity = parseQuantity(text);
        line.quantity = quantity > LARGEST ? LARGEST : quantity;
        line.isStale = true;
    }

    editQuantity(line, text) {
        this.setText(line, text);
        this.changed();
    }

    /**
     * Change by one step: a whole case where the product is sold in cases. Below one
     * step the line goes (and can be brought back).
     */
    stepQuantity(line, step) {
        const present = Number.isNaN(line.quantity) ? 0 : line.quantity;
        const size = line.quoted?.step || 1;
        const steps = present / size + step;
        const quantity = (step > 0 ? Math.floor(steps) : Math.ceil(steps)) * size;
        if (quantity > 0) {
            this.editQuantity(line, quantityText(quantity));
        } else {
            this.removeLines([line]);
        }
    }

    editUnit(line, uomId) {
        const twin = this.findLine(line.product_id, uomId);
        if (twin && twin.id !== line.id) {
            const sum = (twin.quantity || 0) + (line.quantity || 0);
            this.setText(twin, quantityText(sum));
            this.dropLines([line]);
        } else {
            line.uom_id = uomId;
            line.isStale = true;
        }
        this.changed();
    }

    editField(name, value) {
        this[name] = value;
        this.changed();
    }

    removeLines(lines) {
        this.removed = lines.map((line) => ({
            line,
            place: this.lines.findIndex((other) => other.id === line.id),
        }));
        this.dropLines(lines);
        this.changed();
    }

    dropLines(lines) {
        const gone = new Set(lines.map((line) => line.id));
        this.lines = this.lines.filter((line) => !gone.has(line.id));
    }

    undoRemove() {
        const lines = [...this.lines];
        for (const { line, place } of this.removed) {
            const twin = lines.find((other) => lineKey(other) === lineKey(line));
            if (!twin) {
                lines.splice(place, 0, line);
            }
        }
        this.lines = lines;
        this.removed = [];
        this.changed();
    }

    changed() {
        this.isQuoted = false;
        this.bus.trigger("changed");
    }

    // --- what the server said -----------------------------------------------------

    /**
     * Put prices, availability and faults beside the lines that they were asked for.
     *
     * @param {Object} quote the server's answer.
     * @param {Object[]} asked plain lines, in the order in which they were sent.
     */
    applyQuote(quote, asked) {
        const answers = new Map(
            quote.lines.map((answer) => [lineKey(asked[answer.number - 1]), answer]),
        );
        for (const line of this.lines) {
            const answer = answers.get(lineKey(line));
            if (!answer) {
                continue;
            }
            line.error = answer.error || answer.faults.join(" ");
            line.isStale = false;
            if (answer.error) {
                line.quoted = null;
            } else if (!line.quoted || !isSameContent(line.quoted, answer)) {
                line.quoted = markRaw(answer); // only what changed is drawn anew
            }
        }
        const { totals, currency, credit, freight, block, rules, delivery } = quote;
        const whole = { totals, currency, credit, freight, block, rules, delivery };
        Object.assign(this.quote, whole, { promotions: quote.promotions || [] });
        this.isQuoted = isSameContent(asked, this.content().lines);
    }

    get faulty() {
        return this.lines.filter((line) => line.error);
    }
}
