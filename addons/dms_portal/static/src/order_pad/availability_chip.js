import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { formatDay } from "./pad_formats";

/** Availability in words; the colour only repeats them. */
export class AvailabilityChip extends Component {
    static template = "dms_portal.AvailabilityChip";
    static props = { availability: Object };

    get text() {
        const { band, day, is_part } = this.props.availability;
        const date = day && formatDay(day);
        switch (band) {
            case "in_stock":
                return _t("In stock");
            case "low":
                if (!is_part) {
                    return _t("Low stock");
                }
                return date
                    ? _t("Part in stock, rest expected %(date)s", { date })
                    : _t("Only part in stock");
            case "incoming":
                if (!date) {
                    return _t("On its way, no date yet");
                }
                return is_part
                    ? _t("Part expected %(date)s", { date })
                    : _t("Expected %(date)s", { date });
            case "out":
                return _t("Out of stock");
        }
        return "";
    }
}
