import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

import { formatAmount, formatDay, formatNumber } from "./pad_formats";

const READ_OUT_DELAY = 1000;

/** What it costs, what is left of the credit, and the button: always in sight. */
export class PadBar extends Component {
    static template = "dms_portal.PadBar";
    static props = { store: Object, sync: Object };

    setup() {
        this.store = useState(this.props.store);
        this.sync = useState(this.props.sync);
        this.spoken = useState({ text: "" });
        this.root = useRef("root");
        // read out once typing has paused, not with every digit
        useEffect(
            (summary) => {
                const timer = browser.setTimeout(
                    () => (this.spoken.text = summary),
                    READ_OUT_DELAY,
                );
                return () => browser.clearTimeout(timer);
            },
            () => [this.summary],
        );
    }

    amount(name) {
        const { totals, currency } = this.store.quote;
        return formatAmount(totals[name], currency);
    }

    get linesText() {
        const count = this.store.lines.length;
        return count === 1 ? _t("1 line") : _t("%(count)s lines", { count });
    }

    /** Cases, weight and volume; "≥" where some products do not say theirs. */
    get freightText() {
        const { freight } = this.store.quote;
        if (!freight) {
            return "";
        }
        const measure = (name) => {
            const least = freight[`is_${name}_partial`] ? "≥ " : "";
            const figure = formatNumber(freight[name], 2);
            return freight[name] && `${least}${figure} ${freight[`${name}_unit`]}`;
        };
        const count = formatNumber(freight.cases, 1);
        return [
            freight.cases && _t("%(count)s cases", { count }),
            measure("weight"),
            measure("volume"),
        ]
            .filter(Boolean)
            .join(" · ");
    }

    get faultText() {
        const count = this.store.faulty.length;
        if (!count) {
            return "";
        }
        return count === 1
            ? _t("1 line needs a look")
            : _t("%(count)s lines need a look", { count });
    }

    get creditText() {
        const { credit } = this.store.quote;
        if (!credit) {
            return "";
        }
        const amount = formatAmount(Math.abs(credit.left_after), credit.currency);
        return credit.left_after < 0
            ? _t("%(amount)s over your credit", { amount })
            : _t("Credit left after: %(amount)s", { amount });
    }

    /** When the goods are there: the first of them, and all. */
    get deliveryText() {
        const { delivery } = this.store.quote;
        if (!delivery || !this.store.lines.length) {
            return "";
        }
        const first = delivery.first && formatDay(delivery.first);
        const last = delivery.last && formatDay(delivery.last);
        if (!first) {
            return _t("Delivery date not known yet");
        }
        if (!last) {
            return _t("First delivery %(first)s, the rest not known yet", { first });
        }
        return first === last
            ? _t("Delivery %(date)s", { date: last })
            : _t("First delivery %(first)s, all by %(last)s", { first, last });
    }

    get isOverCredit() {
        return this.store.quote.credit?.left_after < 0;
    }

    get isReady() {
        const { lines } = this.store;
        return lines.length && !this.sync.isSubmitting;
    }

    get summary() {
        const total = _t("Total %(amount)s", { amount: this.amount("total") });
        return [
            this.linesText,
            total,
            this.deliveryText,
            this.creditText,
            this.faultText,
        ]
            .filter(Boolean)
            .join(", ");
    }

    showLines() {
        const target = document.getElementById("o_dms_pad_order");
        target.scrollIntoView({ block: "start" });
    }

    showFault() {
        this.store.bus.trigger("refused");
    }
}
