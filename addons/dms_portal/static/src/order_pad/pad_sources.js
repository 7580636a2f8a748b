import { Component, markRaw, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { RPCError } from "@web/core/network/rpc";

import { PadBasket } from "./pad_basket";
import { PadBasketView } from "./pad_basket_view";
import { PadColumns } from "./pad_columns";
import { formatDay } from "./pad_formats";
import { PadListTools } from "./pad_list_tools";
import { canScan, PadScan } from "./pad_scan";
import { callPad, padUrl } from "./pad_server";
import { PadSheet } from "./pad_sheet";

const LARGEST_FILE = 5 * 1024 * 1024;

/** Read a file of the person as base64, as the server takes it. */
function readFile(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1] || "");
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
    });
}

/** The button below the lines; it counts with them. */
class PadTake extends Component {
    static template = "dms_portal.PadTake";
    static props = { basket: Object, onTake: Function, onRejects: Function };

    setup() {
        this.basket = useState(this.props.basket);
    }

    /** Every row has been taken or left out. */
    get isDone() {
        return !this.basket.ready.length && !this.basket.faults.length;
    }

    get text() {
        const count = this.basket.chosen.length;
        if (this.isDone) {
            return _t("Done");
        }
        return count === 1
            ? _t("Add 1 line to the order")
            : _t("Add %(count)s lines to the order", { count });
    }
}

/**
 * "Add from…": everything that fills the order besides the search, in one sheet.
 *
 * ``view`` is "" (closed), menu, paste, columns, basket or scan; ``kind`` is where the
 * basket comes from: paste, file, last, usual or list.
 */
export class PadSources extends Component {
    static template = "dms_portal.PadSources";
    static components = {
        PadBasketView,
        PadColumns,
        PadListTools,
        PadScan,
        PadSheet,
        PadTake,
    };
    static props = { store: Object };

    setup() {
        this.store = useState(this.props.store);
        this.turn = 0;
        this.state = useState({
            view: "",
            kind: "",
            text: "",
            basket: null,
            sources: null,
            list: null,
            file: null,
            note: "",
            error: "",
            isBusy: false,
            isLeaving: false,
        });
    }

    get canScan() {
        return canScan();
    }

    // --- ways in and out ------------------------------------------------------------

    async open() {
        this.show("menu");
        this.state.sources = null;
        const sources = await this.ask("sources");
        if (sources) {
            this.state.sources = sources;
        }
    }

    /**
     * Ask the server; a refusal becomes a sentence in the sheet.
     *
     * @returns {Promise<any>} its answer; null for none, or when the person has gone on
     * to something else meanwhile.
     */
    async ask(route, params, fetch = callPad) {
        const turn = ++this.turn;
        this.state.isBusy = true;
        this.state.error = "";
        let answer = null;
        let sentence = "";
        try {
            answer = await fetch(route, params);
        } catch (error) {
            sentence =
                (error instanceof RPCError && error.data?.message) ||
                _t("No answer came back. Check the connection and try again.");
        }
        if (turn !== this.turn) {
            return null;
        }
        Object.assign(this.state, { isBusy: false, error: sentence });
        return answer;
    }

    show(view, kind = "") {
        this.turn++;
        const fresh = { error: "", note: "", isBusy: false, isLeaving: false };
        Object.assign(this.state, { view, kind, ...fresh });
    }

    get isRead() {
        return ["paste", "file"].includes(this.state.kind);
    }

    get isUnfinished() {
        const { view, basket } = this.state;
        const rows = view === "basket" && [...basket.faults, ...basket.ready];
        return this.isRead && rows.length > 0;
    }

    /** Rows that are not in the order are never lost without a word. */
    leave(isBack) {
        if (this.isUnfinished && !this.state.isLeaving) {
            this.state.isLeaving = true;
            return;
        }
        const { view, kind, basket } = this.state;
        if (!isBack || view === "menu" || kind === "scan") {
            this.close();
        } else if (view === "columns" && basket) {
            this.show("basket", kind);
        } else if (view === "basket" && kind === "paste") {
            this.show("paste", kind);
        } else {
            this.open();
        }
    }

    close() {
        this.show("");
        Object.assign(this.state, { basket: null, file: null });
    }

    get title() {
        const { view, kind, list } = this.state;
        const titles = {
            menu: _t("Add from…"),
            paste: _t("Paste a list"),
            columns: _t("Columns of the file"),
            scan: _t("Scan"),
        };
        const baskets = {
            paste: _t("Paste a list"),
            file: _t("File"),
            last: _t("Last order"),
            usual: _t("Usually ordered"),
            list: list?.name,
        };
        return titles[view] || baskets[kind] || "";
    }

    // --- last order, habits, lists ----------------------------------------------------

    async openSource(kind, list = null) {
        const answer = await this.ask("source", { kind, list_id: list?.id });
        if (!answer) {
            return;
        }
        const { lines, gone } = answer;
        this.show("basket", kind);
        this.state.list = list;
        this.state.basket = markRaw(new PadBasket({ lines }, kind !== "usual"));
        const texts = [
            lines.length ? "" : _t("Nothing here."),
            gone ? _t("No longer offered: %(count)s products", { count: gone }) : "",
        ];
        this.state.note = texts.filter(Boolean).join(" ");
    }

    get lastText() {
        const { name, day, count } = this.state.sources.last;
        return _t("%(name)s · %(day)s · %(count)s lines", {
            name,
            count,
            day: formatDay(day),
        });
    }

    listText({ count, author }) {
        return _t("%(count)s products · by %(author)s", { count, author });
    }

    /** @returns {Promise<boolean>} whether it is kept. */
    async keepList(name, list = null) {
        const { lines } = this.store.content();
        const params = { name, lines, list_id: list?.id };
        return this.showLists(await this.ask("list/keep", params));
    }

    async renameList(name) {
        const params = { list_id: this.state.list.id, name };
        const lists = await this.ask("list/rename", params);
        if (lists) {
            this.state.list = lists.find(({ id }) => id === params.list_id);
        }
        return Boolean(lists);
    }

    async removeList() {
        const params = { list_id: this.state.list.id };
        return this.showLists(await this.ask("list/remove", params));
    }

    showLists(lists) {
        if (lists) {
            this.show("menu");
            this.state.sources.lists = lists;
        }
        return Boolean(lists);
    }

    // --- paste and file -----------------------------------------------------------------

    async readText() {
        const result = await this.ask("paste", { text: this.state.text });
        if (result) {
            this.showResult(result, "paste");
        }
    }

    async onFile(ev) {
        const [file] = ev.target.files;
        ev.target.value = ""; // the same file can be chosen again
        if (!file) {
            return;
        }
        if (file.size > LARGEST_FILE) {
            this.state.error = _t("The file is larger than 5 MB. Split it into parts.");
            return;
        }
        const data = await readFile(file).catch(() => "");
        this.state.file = { name: file.name, data: markRaw({ data }) };
        this.state.basket = null;
        await this.readFile(null);
    }

    async readFile(columns) {
        const { data } = this.state.file.data;
        const read = await this.ask("file", { data, columns });
        if (!read) {
            return;
        }
        Object.assign(this.state.file, {
            columns: markRaw(read.columns),
            chosen: read.chosen,
        });
        if (read.result) {
            this.showResult(read.result, "file");
        } else {
            this.show("columns", "file");
        }
    }

    showResult(result, kind) {
        this.show("basket", kind);
        this.state.basket = markRaw(new PadBasket(result));
        const texts = [
            _t("Rows: %(count)s.", { count: result.rows }),
            result.blank &&
                _t("Without a quantity and left out: %(count)s.", {
                    count: result.blank,
                }),
        ];
        this.state.note = texts.filter(Boolean).join(" ");
    }

    async downloadRejected() {
        const rows = JSON.stringify(this.state.basket.rejected);
        await this.ask(padUrl("rejects"), { rows }, (url, data) =>
            download({ url, data }),
        );
    }

    get templateUrl() {
        return padUrl("template");
    }

    // --- into the order -----------------------------------------------------------------

    takeBasket() {
        const { basket } = this.state;
        basket.takeInto(this.props.store);
        this.state.isLeaving = false;
        if (!basket.faults.length) {
            this.dropBasket();
        }
    }

    dropBasket() {
        this.close();
        this.state.text = "";
    }
}
