import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** A number that plus and minus change; it never goes below zero. */
export class Stepper extends Interaction {
    static selector = ".o_dms_stepper";
    dynamicContent = {
        "[data-step]": { "t-on-click": this.onStep },
    };

    onStep(ev) {
        const input = this.el.querySelector("input");
        const value = Number(input.value.replace(",", ".")) || 0;
        const next = Math.max(0, value + Number(ev.currentTarget.dataset.step));
        input.value = String(Math.round(next * 1e6) / 1e6);
    }
}

registry.category("public.interactions").add("dms_portal.stepper", Stepper);
