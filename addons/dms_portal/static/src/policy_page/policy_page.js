import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** A policy that somebody has before the eyes counts as opened; the badge follows. */
export class PolicyPage extends Interaction {
    static selector = ".o_dms_policy[data-opened]";

    async start() {
        const { unread } = await this.waitFor(rpc(this.el.dataset.opened));
        for (const badge of document.querySelectorAll(
            ".o_dms_nav_badge[data-key='dealer_policies']",
        )) {
            badge.textContent = unread;
            badge.classList.toggle("d-none", !unread);
        }
        this.el.classList.add("o_dms_policy_opened");
    }
}

registry.category("public.interactions").add("dms_portal.policy_page", PolicyPage);
