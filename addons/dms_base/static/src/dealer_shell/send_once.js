import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** A form that is on its way is not sent again by a second tap. */
export class SendOnce extends Interaction {
    static selector = "form.o_dms_once";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
        _window: { "t-on-pageshow": this.onPageShow },
    };

    setup() {
        this.disabled = [];
    }

    onSubmit() {
        // after the event, so that the pressed button is still part of what is sent
        this.waitForTimeout(() => {
            const buttons = this.el.querySelectorAll("button[type=submit]:enabled");
            for (const button of buttons) {
                button.disabled = true;
                this.disabled.push(button);
            }
        }, 0);
    }

    /** The back button may bring the page as it was left: the form works again. */
    onPageShow(ev) {
        if (ev.persisted) {
            for (const button of this.disabled.splice(0)) {
                button.disabled = false;
            }
        }
    }
}

registry.category("public.interactions").add("dms_base.send_once", SendOnce);
