import { Component, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

import { formatDay } from "./pad_formats";
import { callPad } from "./pad_server";
import { QuantityInput } from "./quantity_input";

const SEARCH_DELAY = 250;
const SHOWN_AT_FIRST = 60;
const SHOWN_PRODUCTS = 5;

/** One row that could not be read: choose the product, the quantity, the unit. */
class PadFault extends Component {
    static template = "dms_portal.PadFault";
    static props = { fault: Object, basket: Object };

    setup() {
        this.fault = useState(this.props.fault);
        this.state = useState({ term: this.props.fault.product, cards: null });
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get isMended() {
        return this.props.basket.isMended(this.fault);
    }

    get rowText() {
        return _t("Row %(number)s: %(text)s", {
            number: this.fault.number,
            text: this.fault.text,
        });
    }

    onTerm(ev) {
        this.state.term = ev.target.value;
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.search(), SEARCH_DELAY);
    }

    async search() {
        const term = this.state.term.trim();
        try {
            const cards = term ? await callPad("search", { term }) : [];
            if (term === this.state.term.trim()) {
                this.state.cards = cards.slice(0, SHOWN_PRODUCTS);
            }
        } catch {
            this.state.cards = null; // the next letter asks again
        }
    }

    choose(card) {
        this.props.basket.setProduct(this.fault, card);
        this.state.cards = null;
    }

    onEnter(ev) {
        if (ev.key === "Enter" && !ev.isComposing && this.isMended) {
            ev.preventDefault();
            this.props.basket.take(this.fault);
        }
    }
}

/** One line that would be added. */
class PadReady extends Component {
    static template = "dms_portal.PadReady";
    static components = { QuantityInput };
    static props = { line: Object, basket: Object };

    setup() {
        this.line = useState(this.props.line);
    }

    get units() {
        return this.line.card?.uoms || [];
    }

    get dayText() {
        return _t("last on %(day)s", { day: formatDay(this.line.day) });
    }

    get quantityLabel() {
        return _t("Quantity of %(product)s", { product: this.line.card.name });
    }
}

/** What would be added, and what could not be read; both are edited in place. */
export class PadBasketView extends Component {
    static template = "dms_portal.PadBasketView";
    static components = { PadFault, PadReady };
    static props = {
        basket: Object,
        note: { type: String, optional: true },
        isRead: Boolean, // out of a text or a file, not out of what is known
    };

    setup() {
        this.basket = useState(this.props.basket);
        this.state = useState({ isAll: false });
    }

    get shown() {
        return this.state.isAll
            ? this.basket.ready
            : this.basket.ready.slice(0, SHOWN_AT_FIRST);
    }

    get readyText() {
        const count = this.basket.ready.length;
        return this.props.isRead
            ? _t("%(count)s lines are ready", { count })
            : _t("Choose what to add");
    }

    get faultText() {
        return _t("%(count)s rows need a look", { count: this.basket.faults.length });
    }
}
