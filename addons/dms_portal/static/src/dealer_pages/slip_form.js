import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const CENTS = 100;

/** What was typed as cents, NaN if it is no amount; the server decides in the end. */
export function readCents(text) {
    const plain = text.normalize("NFKC").replace(/[,¥$€£元\s]/g, "");
    return plain === "" ? NaN : Math.round(Number(plain) * CENTS);
}

/** How much of each open amount the sum pays, in their order, all in cents. */
export function oldestFirst(sum, open) {
    let left = sum;
    return open.map((amount) => {
        const part = Math.max(0, Math.min(left, amount));
        left -= part;
        return part;
    });
}

/** The amount of a bank slip fills in what it pays, from the oldest invoice on. */
export class SlipForm extends Interaction {
    static selector = ".o_dms_slip_form";
    dynamicContent = {
        "#slip_amount": { "t-on-change": this.onAmount },
    };

    onAmount() {
        const sum = readCents(this.el.querySelector("#slip_amount").value);
        if (Number.isNaN(sum)) {
            return;
        }
        const rows = [...this.el.querySelectorAll(".o_dms_slip_item")];
        rows.sort((one, other) => one.dataset.due.localeCompare(other.dataset.due));
        const open = rows.map((row) => Math.round(Number(row.dataset.open) * CENTS));
        oldestFirst(sum, open).forEach((part, place) => {
            const input = rows[place].querySelector("input");
            input.value = part ? (part / CENTS).toFixed(2) : "";
        });
    }
}

registry.category("public.interactions").add("dms_portal.slip_form", SlipForm);
