import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

import { callPad } from "./pad_server";

const LOOK_EVERY = 150;
const OUT_OF_SIGHT = 900; // a code counts again once it was away for so long
const SHOWN = 6;

/** Whether this browser reads barcodes by itself and has a camera to ask for. */
export function canScan() {
    return "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Tells a code that is held into the camera from one that is scanned once more. */
export class ScanBurst {
    constructor() {
        this.seen = new Map();
    }

    /**
     * @param {string[]} codes in the picture now.
     * @param {number} now in milliseconds.
     * @returns {string[]} those that count.
     */
    look(codes, now) {
        const fresh = codes.filter(
            (code) => !(now - this.seen.get(code) < OUT_OF_SIGHT),
        );
        for (const code of codes) {
            this.seen.set(code, now);
        }
        return [...new Set(fresh)];
    }
}

/** The camera: each code that comes into sight adds one of its product. */
export class PadScan extends Component {
    static template = "dms_portal.PadScan";
    static props = { store: Object };

    setup() {
        this.video = useRef("video");
        this.burst = new ScanBurst();
        this.cards = new Map();
        this.state = useState({ scans: [], error: "" });
        this.nextId = 1;
        onMounted(() => this.start());
        onWillUnmount(() => this.stop());
    }

    async start() {
        try {
            const video = { facingMode: "environment" };
            this.stream = await navigator.mediaDevices.getUserMedia({ video });
            if (!this.video.el) {
                this.stop();
                return;
            }
            this.detector = new window.BarcodeDetector();
            this.video.el.srcObject = this.stream;
            this.schedule();
        } catch {
            this.state.error = _t(
                "The camera cannot be used. Allow it in the settings of your browser.",
            );
        }
    }

    stop() {
        browser.clearTimeout(this.timer);
        this.isStopped = true;
        this.stream?.getTracks().forEach((track) => track.stop());
    }

    schedule() {
        if (!this.isStopped) {
            this.timer = browser.setTimeout(() => this.look(), LOOK_EVERY);
        }
    }

    async look() {
        try {
            const found = await this.detector.detect(this.video.el);
            const codes = found.map(({ rawValue }) => rawValue).filter(Boolean);
            for (const code of this.burst.look(codes, Date.now())) {
                this.add(code);
            }
        } catch {
            // a picture that cannot be read: the next one can
        }
        this.schedule();
    }

    async add(code) {
        const scan = { id: this.nextId++, code, text: "…", isFault: false };
        this.state.scans.unshift(scan);
        this.state.scans.splice(SHOWN);
        const shown = this.state.scans[0];
        navigator.vibrate?.(60);
        try {
            const { card, uom_id } = await this.find(code);
            const line = this.props.store.addLine(card, 1, uom_id);
            shown.text = `${card.name} · ${line.text}`;
        } catch (error) {
            shown.isFault = true;
            shown.text = error.message;
        }
    }

    /** Ask the server once for each code, however often it is scanned. */
    async find(code) {
        if (!this.cards.has(code)) {
            let read;
            try {
                read = await callPad("paste", { text: `${code}\t1` });
            } catch {
                throw new Error(_t("No answer came back. Scan it again."));
            }
            if (!read.lines.length) {
                throw new Error(read.faults[0]?.reason || _t("Nothing found"));
            }
            const [{ product_id, uom_id }] = read.lines;
            const card = read.cards.find(({ id }) => id === product_id);
            this.cards.set(code, { card, uom_id });
        }
        return this.cards.get(code);
    }
}
