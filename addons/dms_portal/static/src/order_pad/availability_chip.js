import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { formatDay, formatNumber } from "./pad_formats";

/** Availability in words; the colour only repeats them. */
export class AvailabilityChip extends Component {
    static template = "dms_portal.AvailabilityChip";
    static props = { availability: Object };

    get text() {
        const { band, day, is_part, quantity } = this.props.availability;
        const date = day && formatDay(day);
        // told to some grades only; nobody else reads how much there is
        const count = typeof quantity === "number" && formatNumber(quantity, 2);
        switch (band) {
            case "in_stock":
                return count ? _t("In stock: %(count)s", { count }) : _t("In stock");
            case "low":
                if (!is_part) {
                    return count
                        ? _t("Only %(count)s left", { count })
                        : _t("Low stock");
                }
                if (count) {
                    return date
                        ? _t("%(count)s in stock, rest expected %(date)s", {
                              count,
                              date,
                          })
                        : _t("Only %(count)s in stock", { count });
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
