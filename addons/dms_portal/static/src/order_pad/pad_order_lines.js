import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";

import { AvailabilityChip } from "./availability_chip";
import { formatAmount, formatNumber } from "./pad_formats";
import { quantityText } from "./pad_lines";
import { PadWhy } from "./pad_why";
import { QuantityInput } from "./quantity_input";

/** Bring a line out from under the search and the bar, and let its quantity be typed. */
function focusQuantity(line) {
    line.scrollIntoView({ block: "nearest" });
    line.querySelector(".o_dms_quantity_input").focus({ preventScroll: true });
}

/** One line of the order: its own component, so that typing draws one line anew. */
class PadLine extends Component {
    static template = "dms_portal.PadLine";
    static components = { AvailabilityChip, PadWhy, QuantityInput };
    static props = { line: Object, store: Object, isTaxIncluded: Boolean };

    setup() {
        this.root = useRef("root");
        this.line = useState(this.props.line);
        this.quote = useState(this.props.store.quote);
        onMounted(() => {
            if (this.props.store.wantedFocus === this.line.id) {
                this.focus();
            }
        });
    }

    focus() {
        this.props.store.wantedFocus = null;
        focusQuantity(this.root.el);
    }

    get name() {
        return (
            this.line.card?.name || this.line.label || _t("Product no longer offered")
        );
    }

    get uoms() {
        return this.line.card?.uoms || [];
    }

    get uom() {
        return this.uoms.find((uom) => uom.id === this.line.uom_id);
    }

    get price() {
        return formatAmount(this.line.quoted.price, this.quote.currency, 4);
    }

    /** The price of one piece, where a whole case is ordered. */
    get piecePrice() {
        const { uom, line } = this;
        const own = this.uoms.find((other) => other.id === line.card.uom_id);
        if (!uom || uom.id === own.id) {
            return "";
        }
        const price = formatAmount(
            line.quoted.price / uom.factor,
            this.quote.currency,
            4,
        );
        const count = formatNumber(uom.factor);
        return _t("%(count)s × %(price)s / %(unit)s", { count, price, unit: own.name });
    }

    get amount() {
        const { subtotal, total } = this.line.quoted;
        const amount = this.props.isTaxIncluded ? total : subtotal;
        return formatAmount(amount, this.quote.currency);
    }

    get quantityLabel() {
        return _t("Quantity of %(product)s", { product: this.name });
    }

    get removeLabel() {
        return _t("Remove %(product)s", { product: this.name });
    }

    get takeLabel() {
        return _t("Take %(quantity)s", {
            quantity: formatNumber(this.line.quoted.take),
        });
    }

    /** The steps of the price: "1–49 ¥10", "50–99 ¥9.5", "100+ ¥9". */
    get breaks() {
        const { breaks = [] } = this.line.quoted;
        const { quantity } = this.line;
        return breaks.map((step, index) => {
            const next = breaks[index + 1]?.quantity;
            const from = formatNumber(step.quantity);
            const last = next && formatNumber(next - 1);
            const isWhole = Number.isInteger(step.quantity) && Number.isInteger(next);
            let range = next && !isWhole ? `${from}–` : `${from}+`;
            if (next && isWhole) {
                range = last === from ? from : `${from}–${last}`;
            }
            const price = formatAmount(step.price, this.quote.currency, 4);
            return {
                key: step.quantity,
                text: `${range} ${price}`,
                isNow: quantity >= step.quantity && (!next || quantity < next),
            };
        });
    }

    get nudgeText() {
        const { added, saved, is_less_in_all } = this.line.quoted.nudge;
        const terms = {
            count: formatNumber(added),
            amount: formatAmount(saved, this.quote.currency),
        };
        return is_less_in_all
            ? _t("Add %(count)s and pay %(amount)s less", terms)
            : _t("Add %(count)s to save %(amount)s", terms);
    }

    onNudge() {
        const { quantity } = this.line.quoted.nudge;
        this.props.store.editQuantity(this.line, quantityText(quantity));
    }

    get isInvalid() {
        return Boolean(this.line.error) || !(this.line.quantity > 0);
    }

    get isRead() {
        return this.props.store.isReadOnly;
    }

    onTake() {
        this.props.store.editQuantity(this.line, quantityText(this.line.quoted.take));
    }

    onUnit(ev) {
        this.props.store.editUnit(this.line, Number(ev.target.value));
    }

    onEnter() {
        this.props.store.bus.trigger("focus-search");
    }
}

/** The lines of the order, what was added last on top. */
export class PadOrderLines extends Component {
    static template = "dms_portal.PadOrderLines";
    static components = { PadLine };
    static props = { store: Object, isTaxIncluded: Boolean };

    setup() {
        this.root = useRef("root");
        this.store = useState(this.props.store);
        useBus(this.props.store.bus, "focus-line", ({ detail }) =>
            this.focus(detail.id),
        );
        useBus(this.props.store.bus, "refused", () => this.focusFault());
    }

    get lines() {
        return [...this.store.lines].reverse();
    }

    /** A line that is not drawn yet takes the focus when it is. */
    focus(id) {
        const line = this.root.el.querySelector(`[data-line="${id}"]`);
        if (line) {
            focusQuantity(line);
        } else {
            this.props.store.wantedFocus = id;
        }
    }

    focusFault() {
        const line = this.props.store.faulty.at(-1); // the topmost on the screen
        if (line) {
            this.focus(line.id);
        }
    }
}
