import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { Reactive } from "@web/core/utils/reactive";
import { redirect } from "@web/core/utils/urls";

import { callPad } from "./pad_server";

const QUOTE_DELAY = 250;
const SAVE_DELAY = 600;
const KEEP_DELAY = 200;
const RETRY_DELAY = 5000;
const REFRESH_PAUSE = 2000;
const SESSION_EXPIRED = 100;

/**
 * Keeps server, device and screen in step: quotes while typing, saves soon after, keeps
 * on the device what could not be saved, notices other devices, submits once.
 *
 * ``status`` is one of saved, saving, offline, signed_out, failed.
 * ``notice`` is {kind, text} for the person, or null.
 */
export class PadSync extends Reactive {
    constructor(store, memory) {
        super();
        this.store = store;
        this.memory = memory;
        this.status = "saved";
        this.notice = null;
        this.isSubmitting = false;
        this.isLeaving = false;
        this.isDeviceKeeping = true;
        this.timers = {};
        this.saving = null;
        this.quoting = 0;
        this.refreshedAt = Date.now();
        store.bus.addEventListener("changed", () => this.onChanged());
    }

    /**
     * Pick up what this device kept when the server could not be reached.
     *
     * A page that was loaded while the last save was under way is older than what this
     * device has seen: it is brought up to date.
     */
    start() {
        const kept = this.memory.read();
        if (!kept) {
            if (this.memory.version > this.store.version) {
                this.refresh(true);
            }
            return;
        }
        const { store } = this;
        const server = {
            reference: store.reference,
            version: store.version,
            ...store.base,
            cards: Object.values(store.cards),
        };
        store.setServer({
            ...kept.base,
            reference: kept.reference,
            version: kept.version,
        });
        store.setContent({ ...kept.content, cards: kept.cards });
        const merged = store.mergeServer(server);
        if (merged.isKept || merged.isPlaced) {
            this.tellMerge(merged, _t("Restored from this device."));
            this.onChanged();
        } else {
            this.keep();
        }
    }

    // --- quote --------------------------------------------------------------------

    onChanged() {
        // writing a thousand lines takes longer than a key may: once typing pauses
        this.schedule("keep", KEEP_DELAY);
        if (this.status === "saved" && !this.store.isSaved) {
            this.status = "saving";
        }
        this.schedule("quote", QUOTE_DELAY);
        this.schedule("save", SAVE_DELAY);
    }

    schedule(name, delay) {
        browser.clearTimeout(this.timers[name]);
        this.timers[name] = browser.setTimeout(() => this[name](), delay);
    }

    async quote() {
        const number = ++this.quoting;
        const { lines, shipping_partner_id, picking_policy } = this.store.content();
        try {
            const params = { lines, shipping_partner_id, picking_policy };
            const quote = await callPad("quote", params);
            this.onAnswer();
            if (number === this.quoting) {
                this.store.applyQuote(quote, lines);
            }
        } catch (error) {
            this.onFailure(error, "quote");
        }
    }

    // --- save ---------------------------------------------------------------------

    /** Keep on the device, until the server has it. */
    keep() {
        browser.clearTimeout(this.timers.keep);
        const { store } = this;
        const { reference, version, base } = store;
        if (store.isSaved) {
            this.memory.keep({ version });
            return;
        }
        const cards = store.lines.map((line) => line.card).filter(Boolean);
        this.isDeviceKeeping = this.memory.keep({
            reference,
            version,
            base,
            cards,
            content: store.content(),
        });
    }

    /** @returns {Promise<boolean>} whether the server has all that is on the screen. */
    async save() {
        browser.clearTimeout(this.timers.save);
        while (this.saving) {
            await this.saving;
        }
        if (this.store.isSaved) {
            this.status = "saved";
            return true;
        }
        this.saving = this.sendSave();
        try {
            return await this.saving;
        } finally {
            this.saving = null;
        }
    }

    async sendSave() {
        const { store } = this;
        this.status = "saving";
        const values = store.content();
        let answer;
        try {
            const params = { version: store.version, values };
            answer = await callPad("save", params);
        } catch (error) {
            this.onFailure(error, "save");
            return false;
        }
        if (answer.conflict) {
            const isNews = this.mergeDraft(answer.draft);
            return !isNews && (store.isSaved || this.sendSave());
        }
        store.setServer({ ...values, ...answer.draft });
        this.keep();
        this.status = store.isSaved ? "saved" : "saving";
        return store.isSaved;
    }

    /** The server can be reached again. */
    onAnswer() {
        if (this.status === "offline") {
            this.status = this.store.isSaved ? "saved" : "saving";
            this.schedule("save", 0);
        }
    }

    onFailure(error, retried) {
        if (error instanceof ConnectionLostError) {
            this.status = "offline";
            this.schedule(retried, RETRY_DELAY);
        } else if (error instanceof RPCError && error.code === SESSION_EXPIRED) {
            this.status = "signed_out";
        } else if (error instanceof RPCError) {
            this.status = "failed";
            this.tell("danger", error.data?.message || error.message);
        } else {
            throw error;
        }
    }

    // --- other devices ------------------------------------------------------------

    /**
     * Look whether another device has changed the order since.
     *
     * @param {boolean} [isForced] the page is an old one, out of the browser's history.
     */
    async refresh(isForced = false) {
        const isEarly = Date.now() - this.refreshedAt < REFRESH_PAUSE;
        if (this.isSubmitting || (isEarly && !isForced)) {
            return;
        }
        this.refreshedAt = Date.now();
        try {
            const { draft } = await callPad("load");
            const isNewer = draft.version > this.store.version;
            if (isNewer && !this.saving && !this.isSubmitting) {
                this.mergeDraft(draft);
            }
        } catch (error) {
            this.onFailure(error, "save");
        }
    }

    /** @returns {boolean} whether there is something new to look at. */
    mergeDraft(draft) {
        const merged = this.store.mergeServer(draft);
        this.status = this.store.isSaved ? "saved" : "saving";
        if (merged.isNews) {
            this.tellMerge(merged);
            this.onChanged();
        } else {
            this.keep();
        }
        return merged.isNews;
    }

    tellMerge({ isPlaced, isKept, clashes }, quiet = "") {
        const kept = isKept ? _t("What you changed here is kept.") : "";
        if (isPlaced) {
            this.tell("warning", _t("This order has been placed elsewhere."), kept);
        } else if (clashes) {
            this.tell(
                "warning",
                _t("Changed elsewhere too: please check the quantities."),
                kept,
            );
        } else {
            this.tell(
                "info",
                quiet || _t("Updated: this order was changed elsewhere."),
                kept,
            );
        }
    }

    // --- submit -------------------------------------------------------------------

    /** Place the order, once: the reference makes a second try find the first. */
    async submit() {
        if (this.isSubmitting) {
            return;
        }
        this.isSubmitting = true;
        this.notice = null;
        try {
            await this.saveAndSubmit();
        } finally {
            this.isSubmitting = this.isLeaving;
        }
    }

    /** What came from another device is looked at before it is ordered. */
    async saveAndSubmit() {
        const { merges } = this.store;
        if ((await this.save()) && this.store.merges === merges) {
            await this.sendSubmit();
        }
    }

    async sendSubmit() {
        const { isQuoted, reference, version } = this.store;
        const total = isQuoted ? this.store.quote.totals.total : null; // as it is shown
        let answer;
        try {
            const params = { reference, version, total };
            answer = await callPad("submit", params);
        } catch (error) {
            this.onSubmitFailure(error);
            return;
        }
        if (answer.order) {
            this.memory.forget();
            this.isLeaving = true;
            redirect(answer.order.url);
        } else if (answer.conflict) {
            if (!this.mergeDraft(answer.draft)) {
                await this.saveAndSubmit();
            }
        } else {
            await this.quote();
            const lines = answer.faults ? _t("Some lines need a look first.") : "";
            this.tell("danger", _t("The order is not placed."), lines, answer.error);
            this.store.bus.trigger("refused");
        }
    }

    onSubmitFailure(error) {
        if (error instanceof ConnectionLostError) {
            this.tell(
                "warning",
                _t("No answer came back. Submit again: the order is placed only once."),
            );
        } else {
            this.onFailure(error, "save");
        }
    }

    tell(kind, ...texts) {
        this.notice = { kind, text: texts.filter(Boolean).join(" ") };
    }

    stop() {
        Object.values(this.timers).forEach((timer) => browser.clearTimeout(timer));
    }
}
