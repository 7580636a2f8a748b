import { Component, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";

import { AvailabilityChip } from "./availability_chip";
import { formatAmount } from "./pad_formats";
import { callPad } from "./pad_server";
import { QuantityInput } from "./quantity_input";

const SEARCH_DELAY = 180;
const MOST_RESULTS = 20; // as many as the server sends
const SHOWN_AT_FIRST = 6;

/** One product that was found; once it is in the order, its quantity is edited here too. */
class PadResult extends Component {
    static template = "dms_portal.PadResult";
    static components = { AvailabilityChip, QuantityInput };
    static props = {
        id: String,
        card: Object,
        store: Object,
        isActive: Boolean,
        onPick: Function,
    };

    setup() {
        this.store = useState(this.props.store);
    }

    get line() {
        return this.store.findCard(this.props.card);
    }

    get price() {
        return formatAmount(this.props.card.price, this.store.quote.currency, 4);
    }

    unitName(id) {
        return this.props.card.uoms.find((uom) => uom.id === id)?.name;
    }

    /** The unit of the quantity, where there is a choice. */
    get lineUnit() {
        return this.props.card.uoms.length > 1 ? this.unitName(this.line.uom_id) : "";
    }

    get addLabel() {
        return _t("Add %(product)s", { product: this.props.card.name });
    }

    get quantityLabel() {
        return _t("Quantity of %(product)s", { product: this.props.card.name });
    }
}

/**
 * The search box and what it finds: type, choose with the arrow keys, Enter takes it.
 */
export class PadSearch extends Component {
    static template = "dms_portal.PadSearch";
    static components = { PadResult };
    static props = { store: Object, found: Array, hasHabits: Boolean };

    setup() {
        this.input = useRef("input");
        this.list = useRef("list");
        this.state = useState({
            term: "",
            shownTerm: "",
            cards: this.props.found,
            active: -1,
            isAll: false,
            isFailed: false,
        });
        this.asked = 0;
        useBus(this.props.store.bus, "focus-search", () => this.input.el.select());
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get shown() {
        const { cards, isAll, shownTerm } = this.state;
        return shownTerm || isAll ? cards : cards.slice(0, SHOWN_AT_FIRST);
    }

    get heading() {
        const { shownTerm, cards } = this.state;
        if (!shownTerm) {
            return this.props.hasHabits ? _t("Often ordered") : _t("Your products");
        }
        if (cards.length >= MOST_RESULTS) {
            return _t("The first %(count)s; type more to narrow down", {
                count: cards.length,
            });
        }
        return cards.length
            ? _t("Found: %(count)s", { count: cards.length })
            : _t("Nothing found");
    }

    onInput(ev) {
        this.state.term = ev.target.value;
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.search(), SEARCH_DELAY);
    }

    /** @returns {Promise<boolean>} whether the list now shows what the box asks for. */
    async search() {
        browser.clearTimeout(this.timer);
        const term = this.state.term.trim();
        const number = ++this.asked;
        let cards = this.props.found;
        this.state.isFailed = false;
        if (term) {
            try {
                cards = await callPad("search", { term });
            } catch {
                this.state.isFailed = number === this.asked;
                return false;
            }
        }
        if (number !== this.asked) {
            return false;
        }
        Object.assign(this.state, { cards, shownTerm: term, active: term ? 0 : -1 });
        return true;
    }

    async onKeydown(ev) {
        if (ev.isComposing) {
            return;
        }
        if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            ev.preventDefault();
            this.move(ev.key === "ArrowDown" ? 1 : -1);
        } else if (ev.key === "Enter") {
            ev.preventDefault();
            await this.takeActive();
        } else if (ev.key === "Escape") {
            this.clear();
        }
    }

    move(step) {
        const last = this.shown.length - 1;
        this.state.active = Math.min(Math.max(this.state.active + step, 0), last);
        this.list.el.children[this.state.active]?.scrollIntoView({ block: "nearest" });
    }

    /** Enter may come before the answer (a scanner types fast): wait for it. */
    async takeActive() {
        if (this.state.term.trim() !== this.state.shownTerm && !(await this.search())) {
            return;
        }
        const card = this.shown[this.state.active];
        if (card && !this.props.store.isReadOnly) {
            this.pick(card, true);
        }
    }

    /**
     * @param {Object} card
     * @param {boolean} isKeyboard then the quantity is typed next.
     */
    pick(card, isKeyboard = false) {
        const { store } = this.props;
        const line = store.findCard(card) || store.addLine(card, 1, card.unit_id);
        if (isKeyboard || !browser.matchMedia("(pointer: coarse)").matches) {
            store.bus.trigger("focus-line", { id: line.id });
        }
    }

    clear() {
        this.state.term = "";
        this.search();
        this.input.el.focus();
    }
}
