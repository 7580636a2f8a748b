import { Component, useState } from "@odoo/owl";

/** Name a list; and, once it is there, replace what it holds or delete it. */
export class PadListTools extends Component {
    static template = "dms_portal.PadListTools";
    static props = {
        list: { type: [Object, { value: null }], optional: true },
        hasLines: Boolean,
        onRename: Function,
        onReplace: { type: Function, optional: true },
        onRemove: { type: Function, optional: true },
    };

    setup() {
        this.state = useState({ asks: "", name: "" });
    }

    ask(what) {
        this.state.asks = what;
        this.state.name = (what === "name" && this.props.list?.name) || "";
    }

    async confirm() {
        if (this.state.asks === "remove") {
            await this.props.onRemove();
        } else if (this.state.asks === "replace") {
            await this.props.onReplace();
        } else if (await this.props.onRename(this.state.name)) {
            this.state.asks = "";
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            this.confirm();
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.state.asks = "";
        }
    }
}
