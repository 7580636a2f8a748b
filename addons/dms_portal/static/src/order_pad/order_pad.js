import {
    Component,
    onMounted,
    onWillUnmount,
    useExternalListener,
    useState,
} from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { PadBar } from "./pad_bar";
import { formatMoment, setLocale } from "./pad_formats";
import { PadMemory } from "./pad_memory";
import { PadOrderLines } from "./pad_order_lines";
import { PadPromotions } from "./pad_promotions";
import { PadSearch } from "./pad_search";
import { padUrl, setDealer } from "./pad_server";
import { PadSources } from "./pad_sources";
import { PadStore } from "./pad_store";
import { PadSync } from "./pad_sync";

/** The order pad of a dealer: find, quantity, price, submit. On a phone and at a desk. */
export class OrderPad extends Component {
    static template = "dms_portal.OrderPad";
    static components = {
        PadBar,
        PadOrderLines,
        PadPromotions,
        PadSearch,
        PadSources,
    };
    static props = {
        draft: Object,
        quote: Object,
        found: Array,
        has_habits: Boolean,
        addresses: Array,
        today: String,
        lang: String,
        user_id: Number,
        for_dealer: { type: [Object, { value: null }], optional: true },
        is_read_only: Boolean,
        is_tax_included: Boolean,
    };

    setup() {
        const { lang, user_id, for_dealer } = this.props;
        setLocale(lang);
        setDealer(for_dealer?.id || 0);
        const store = new PadStore(this.props);
        const writer = for_dealer ? `${user_id}.${for_dealer.id}` : user_id;
        this.sync = useState(new PadSync(store, new PadMemory(writer)));
        this.store = useState(store);
        onMounted(() => {
            this.sync.start();
            const [entry] = performance.getEntriesByType("navigation");
            if (entry?.type === "back_forward") {
                this.sync.refresh(true);
            }
        });
        onWillUnmount(() => this.sync.stop());
        useExternalListener(window, "focus", () => this.sync.refresh());
        useExternalListener(window, "pageshow", (ev) =>
            this.sync.refresh(ev.persisted),
        );
        useExternalListener(window, "pagehide", () => this.sync.keep());
        useExternalListener(window, "online", () => this.sync.save());
        useExternalListener(document, "visibilitychange", () => this.onVisibility());
    }

    onVisibility() {
        if (document.visibilityState === "visible") {
            this.sync.refresh();
        } else {
            this.sync.keep();
            this.sync.save();
        }
    }

    onAddress(ev) {
        const id = Number(ev.target.value) || false;
        this.store.editField("shipping_partner_id", id);
    }

    get policies() {
        return [
            { key: "direct", label: _t("What is there first, the rest later") },
            { key: "one", label: _t("All at once, when everything is there") },
        ];
    }

    /** Of when the figures of stock are. */
    get stockText() {
        const moment = this.store.quote.delivery?.as_of;
        return moment ? _t("Stock as of %(time)s", { time: formatMoment(moment) }) : "";
    }

    get signInUrl() {
        return `/web/login?redirect=${encodeURIComponent(padUrl())}`;
    }

    get forText() {
        const { name } = this.props.for_dealer;
        return _t("You order for %(dealer)s. The dealer sees your name.", {
            dealer: name,
        });
    }

    get statusText() {
        const texts = {
            saved: this.store.reference ? _t("Saved ✓") : "",
            saving: _t("Saving…"),
            offline: this.sync.isDeviceKeeping
                ? _t("Offline – kept on this device")
                : _t("Offline – not saved yet"),
            signed_out: _t("Signed out – kept on this device."),
            failed: _t("Not saved"),
        };
        return texts[this.sync.status];
    }

    get removedText() {
        const { removed } = this.store;
        return removed.length === 1
            ? _t("Removed: %(product)s", {
                  product: removed[0].line.card?.name || removed[0].line.label,
              })
            : _t("Removed: %(count)s lines", { count: removed.length });
    }
}

registry.category("public_components").add("dms_portal.order_pad", OrderPad);
