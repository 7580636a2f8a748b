import { Component, useState } from "@odoo/owl";

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
}
