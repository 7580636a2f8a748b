import {
    Component,
    onMounted,
    onWillUnmount,
    useExternalListener,
    useRef,
} from "@odoo/owl";

const FOCUSABLE = "button, input, select, textarea, a[href]";

/**
 * A sheet over the pad: the whole screen of a phone, a window at a desk.
 *
 * The back button of the phone goes one step back within it, and never leaves the page.
 */
export class PadSheet extends Component {
    static template = "dms_portal.PadSheet";
    static props = {
        title: String,
        slots: Object,
        onBack: { type: Function, optional: true },
        onClose: Function,
    };

    setup() {
        this.root = useRef("root");
        this.opener = document.activeElement;
        useExternalListener(window, "popstate", () => this.onHistoryBack());
        onMounted(() => {
            window.history.pushState({ dmsPadSheet: true }, "");
            document.body.classList.add("o_dms_sheet_open");
            this.root.el.focus();
        });
        onWillUnmount(() => {
            document.body.classList.remove("o_dms_sheet_open");
            if (window.history.state?.dmsPadSheet) {
                window.history.back();
            }
            this.opener?.focus?.();
        });
    }

    goBack() {
        (this.props.onBack || this.props.onClose)();
    }

    /** Stay where the sheet is, so that the next step back comes here too. */
    onHistoryBack() {
        window.history.pushState({ dmsPadSheet: true }, "");
        this.goBack();
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            this.goBack();
        } else if (ev.key === "Tab") {
            this.keepFocus(ev);
        }
    }

    /** From the last thing to the first, and back: what lies below is out of reach. */
    keepFocus(ev) {
        const all = [...this.root.el.querySelectorAll(FOCUSABLE)].filter(
            (el) => !el.disabled && el.offsetParent,
        );
        const edge = ev.shiftKey ? all[0] : all.at(-1);
        if (document.activeElement === edge || !all.length) {
            ev.preventDefault();
            (ev.shiftKey ? all.at(-1) : all[0])?.focus();
        }
    }
}
