import { Component, useRef } from "@odoo/owl";

/** A quantity with big buttons; Enter leaves it, arrow keys step. */
export class QuantityInput extends Component {
    static template = "dms_portal.QuantityInput";
    static props = {
        text: String,
        label: String,
        id: { type: String, optional: true },
        describedBy: { type: String, optional: true },
        isInvalid: { type: Boolean, optional: true },
        isReadOnly: { type: Boolean, optional: true },
        onInput: Function,
        onStep: Function,
        onEnter: { type: Function, optional: true },
    };

    setup() {
        this.input = useRef("input");
    }

    onKeydown(ev) {
        const step = { ArrowUp: 1, ArrowDown: -1 }[ev.key];
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            this.input.el.blur();
            this.props.onEnter?.();
        } else if (step) {
            ev.preventDefault();
            // an arrow key never takes the line away, as the button does
            if (step > 0 || Number(this.props.text) > 1) {
                this.props.onStep(step);
            }
        }
    }
}
