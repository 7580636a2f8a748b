import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** Which column of a file says what: asked once, the server remembers it. */
export class PadColumns extends Component {
    static template = "dms_portal.PadColumns";
    static props = {
        columns: Array,
        chosen: Object,
        isBusy: Boolean,
        onRead: Function,
    };

    setup() {
        this.chosen = useState({ ...this.props.chosen });
    }

    get fields() {
        return [
            { key: "code", label: _t("Code") },
            { key: "barcode", label: _t("Barcode") },
            { key: "name", label: _t("Name") },
            { key: "quantity", label: _t("Quantity") },
            { key: "unit", label: _t("Unit") },
        ];
    }

    get isEnough() {
        const { code, barcode, name, quantity } = this.chosen;
        const has = (place) => Number.isInteger(place);
        return has(quantity) && [code, barcode, name].some(has);
    }

    columnText({ place, title, samples }) {
        const name = title || _t("Column %(number)s", { number: place + 1 });
        return samples.length ? `${name} (${samples.join(", ")})` : name;
    }

    onChoose(key, value) {
        if (value === "") {
            delete this.chosen[key];
        } else {
            this.chosen[key] = Number(value);
        }
    }
}
