import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** A form that is on its way is not sent again by a second tap. */
export class SendOnce extends Interaction {
    static selector = "form.o_dms_once";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
    };

    onSubmit() {
        // after the event, so that the pressed button is still part of what is sent
        this.waitForTimeout(() => {
            for (const button of this.el.querySelectorAll("button[type=submit]")) {
                button.disabled = true;
            }
        }, 0);
    }
}

registry.category("public.interactions").add("dms_base.send_once", SendOnce);
