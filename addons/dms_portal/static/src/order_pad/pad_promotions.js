import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatAmount } from "./pad_formats";

const ICONS = { applied: "fa-check-circle", missing: "fa-gift", not: "fa-info-circle" };

/** Promotions for this dealer: what the order gains, and what it lacks for more. */
export class PadPromotions extends Component {
    static template = "dms_portal.PadPromotions";
    static props = { store: Object };

    setup() {
        this.quote = useState(this.props.store.quote);
    }

    icon(promotion) {
        return ICONS[promotion.state] || ICONS.not;
    }

    gain(promotion) {
        return formatAmount(-promotion.gain, this.quote.currency);
    }

    label(promotion) {
        const labels = {
            applied: _t("Applied"),
            missing: _t("Not yet"),
            not: _t("Not given"),
        };
        return labels[promotion.state] || labels.not;
    }
}
