import { Component, useEffect, useState } from "@odoo/owl";

import { callPad } from "./pad_server";

/** Why a line costs what it costs: asked when it is opened, and when the line changes. */
export class PadWhy extends Component {
    static template = "dms_portal.PadWhy";
    static props = { line: Object };

    setup() {
        this.line = useState(this.props.line);
        this.state = useState({ isOpen: false, isFailed: false, steps: [] });
        useEffect(
            (isOpen, isStale) => {
                if (isOpen && !isStale) {
                    this.ask();
                }
            },
            () => [
                this.state.isOpen,
                this.line.isStale,
                this.line.quantity,
                this.line.uom_id,
            ],
        );
    }

    toggle() {
        this.state.isOpen = !this.state.isOpen;
    }

    /** An answer that comes after the next question is passed over. */
    async ask() {
        const { card, uom_id, quantity } = this.line;
        const question = (this.question = {});
        const line = { product_id: card.id, uom_id, quantity };
        try {
            const steps = await callPad("why", { line });
            if (question === this.question) {
                Object.assign(this.state, { steps: steps || [], isFailed: false });
            }
        } catch {
            if (question === this.question) {
                Object.assign(this.state, { steps: [], isFailed: true });
            }
        }
    }
}
