import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Copies the invitation link; where the browser refuses, the link stays selected. */
export class CopyLink extends Interaction {
    static selector = ".o_dms_link";
    dynamicContent = {
        input: { "t-on-focus": (ev) => ev.target.select() },
        button: { "t-on-click": this.onCopy },
    };

    async onCopy(ev) {
        const button = ev.currentTarget;
        const input = this.el.querySelector("input");
        input.select();
        try {
            await this.waitFor(navigator.clipboard.writeText(input.value));
        } catch {
            // no clipboard without https: the old way works from a click
            if (!document.execCommand("copy")) {
                return;
            }
        }
        button.textContent = button.dataset.done;
    }
}

registry.category("public.interactions").add("dms_base.copy_link", CopyLink);
