import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Says on the button how many photos are chosen: the input itself is out of sight. */
export class PhotoInput extends Interaction {
    static selector = ".o_dms_photo_input";
    dynamicContent = {
        _root: { "t-on-change": this.onChange },
    };

    onChange() {
        const box = this.el.parentElement;
        const count = this.el.files.length;
        box.querySelector(".o_dms_photo_none").classList.toggle("d-none", count > 0);
        box.querySelector(".o_dms_photo_count").textContent = count || "";
    }
}

registry.category("public.interactions").add("dms_portal.photo_input", PhotoInput);
