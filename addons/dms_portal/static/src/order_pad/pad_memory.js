import { browser } from "@web/core/browser/browser";

/**
 * Keeps on this device what the server does not have yet, one order per person.
 *
 * A browser may refuse to store (private window, full disk): the pad then works on
 * and says "not saved" while the server is out of reach.
 */
export class PadMemory {
    constructor(userId) {
        this.key = `dms_portal.order_pad.${userId}`;
    }

    /** @returns {Object|null} what was kept, null when there is nothing readable. */
    read() {
        const kept = this.parse();
        return Array.isArray(kept?.content?.lines) && kept.base ? kept : null;
    }

    /** @returns {number} the newest version that this device has seen. */
    get version() {
        return Number(this.parse()?.version) || 0;
    }

    parse() {
        try {
            return JSON.parse(browser.localStorage.getItem(this.key));
        } catch {
            return null;
        }
    }

    /** @returns {boolean} whether it is kept. */
    keep(value) {
        try {
            browser.localStorage.setItem(this.key, JSON.stringify(value));
            return true;
        } catch {
            return false;
        }
    }

    forget() {
        try {
            browser.localStorage.removeItem(this.key);
        } catch {
            // nothing was kept either
        }
    }
}
