import { markRaw } from "@odoo/owl";
import { Reactive } from "@web/core/utils/reactive";

import { lineKey, parseQuantity, quantityText } from "./pad_lines";

let serial = 0;

/**
 * What a list, a file or an earlier order would add, until it is taken into the order.
 *
 * Nothing leaves it silently: rows that could not be read stay as faults until the
 * person mends or drops them.
 */
export class PadBasket extends Reactive {
    /**
     * @param {Object[]} lines {product_id, uom_id, quantity, card?, rows?, day?}
     * @param {Object[]} [faults] rows of the server that were not taken.
     * @param {Object[]} [cards] of the products that lines and faults name.
     * @param {boolean} [isChosen] whether lines are taken unless told otherwise.
     */
    constructor({ lines, faults = [], cards = [] }, isChosen = true) {
        super();
        this.serial = ++serial; // another basket is another view
        this.nextId = 1;
        this.cards = markRaw(new Map(cards.map((card) => [card.id, card])));
        this.ready = lines.map((line) => this.newLine(line, isChosen));
        this.faults = faults.map((fault) => ({
            ...fault,
            id: this.nextId++,
            card: this.card(fault.product_id),
            text: fault.text,
            amount: fault.quantity === false ? "" : quantityText(fault.quantity),
        }));
    }

    card(id) {
        const card = this.cards.get(id);
        return card ? markRaw(card) : null;
    }

    newLine({ product_id, uom_id, quantity, card, rows = [], day = false }, isChosen) {
        return {
            id: this.nextId++,
            product_id,
            uom_id,
            rows,
            day,
            isChosen,
            card: card ? markRaw(card) : this.card(product_id),
            quantity,
            text: quantity ? quantityText(quantity) : "",
        };
    }

    setText(line, text) {
        line.text = text;
        line.quantity = parseQuantity(text);
        line.isChosen = line.quantity > 0;
    }

    step(line, by) {
        const quantity = Math.max((line.quantity || 0) + by, 0);
        this.setText(line, quantity ? quantityText(quantity) : "");
    }

    chooseAll(isChosen) {
        for (const line of this.ready) {
            line.isChosen = isChosen;
        }
    }

    get chosen() {
        return this.ready.filter((line) => line.isChosen && line.quantity > 0);
    }

    get isAllChosen() {
        return this.ready.every((line) => line.isChosen);
    }

    // --- rows that could not be read ------------------------------------------------

    setProduct(fault, card) {
        const asked = fault.uom_id;
        fault.card = card && markRaw(card);
        fault.uom_id = card?.uoms.some(({ id }) => id === asked)
            ? asked
            : card?.unit_id || card?.uom_id || false;
    }

    isMended(fault) {
        return Boolean(fault.card) && parseQuantity(fault.amount) > 0;
    }

    /** Put a mended row among the lines, on top of what is there of its product. */
    take(fault) {
        const plain = {
            product_id: fault.card.id,
            uom_id: fault.uom_id || fault.card.uom_id,
            quantity: parseQuantity(fault.amount),
            card: fault.card,
            rows: [fault.number],
        };
        const twin = this.ready.find((line) => lineKey(line) === lineKey(plain));
        if (twin) {
            this.setText(twin, quantityText((twin.quantity || 0) + plain.quantity));
            twin.rows.push(fault.number);
        } else {
            this.ready.push(this.newLine(plain, true));
        }
        this.drop(fault);
    }

    drop(fault) {
        this.faults = this.faults.filter(({ id }) => id !== fault.id);
    }

    /** What the server writes into a workbook, so that it can be corrected there. */
    get rejected() {
        return this.faults.map(({ number, text, product, amount, unit, reason }) => ({
            number,
            text,
            product,
            quantity: amount,
            unit,
            reason,
        }));
    }

    /** Put all that is chosen into the order; the rest stays here. */
    takeInto(store) {
        const chosen = this.chosen;
        const gone = new Set(chosen.map(({ id }) => id));
        store.addLines(chosen);
        this.ready = this.ready.filter(({ id }) => !gone.has(id));
        return chosen.length;
    }
}
