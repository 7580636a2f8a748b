import { registry } from "@web/core/registry";

const line = (code) => `.o_dms_line[data-code='${code}']`;
const quantity = (code) => `${line(code)} .o_dms_quantity_input`;
const ready = (code) => `.o_dms_ready[data-code='${code}']`;

const SLOW_MACHINE = 60_000; // milliseconds; Odoo's own ten are few under load
const patient = (steps) => steps.map((step) => ({ timeout: SLOW_MACHINE, ...step }));

const open = () => ({ trigger: ".o_dms_sources_open", run: "click" });
const take = () => ({ trigger: ".o_dms_take_all:enabled", run: "click" });
const closed = () => ({ trigger: ".o_dms_pad:not(:has(.o_dms_sheet))" });

/** Put lines into the text box at once, as pasting does. */
function paste(text) {
    return function () {
        this.anchor.value = text;
        this.anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
}

/** Stand in for the camera and its reader: 6900001 comes, goes, comes; 4711 follows. */
function fakeCamera() {
    const pictures = ["6900001", "6900001", "", "6900001", "4711"];
    const started = Date.now();
    window.BarcodeDetector = class {
        async detect() {
            const place = Math.floor((Date.now() - started) / 1500);
            const code = pictures[Math.max(place - 2, 0)] || "";
            return code ? [{ rawValue: code }] : [];
        }
    };
    navigator.mediaDevices.getUserMedia = async () =>
        document.createElement("canvas").captureStream();
}

/** Give the file box a file, as the chooser of the browser would. */
function chooseFile(name, content) {
    return function () {
        const box = document.querySelector(".o_dms_menu_file input");
        const chosen = new DataTransfer();
        chosen.items.add(new File([content], name, { type: "text/csv" }));
        box.files = chosen.files;
        box.dispatchEvent(new Event("change"));
    };
}

function addTour(name, steps, url = "/my/dealer/order") {
    registry.category("web_tour.tours").add(name, {
        url,
        steps: () => patient(steps()),
    });
}

addTour("dms_order_paste", () => [
    open(),
    { trigger: ".o_dms_menu_paste", run: "click" },
    {
        trigger: ".o_dms_paste",
        run: paste("编码 数量\nT-1 5\nT-9 2\nＴ－２　３ case\nT-1 x 1"),
    },
    { trigger: ".o_dms_paste_read", run: "click" },
    { trigger: `${ready("T-1")} .o_dms_quantity_input:value(6)` }, // 5 + 1
    { trigger: `${ready("T-2")} .o_dms_quantity_input:value(3)` },
    {
        content: "the row that is no product is mended in place",
        trigger: ".o_dms_fault_row[data-row='3'] .o_dms_fault_term",
        run: "edit T-2",
    },
    { trigger: ".o_dms_fault_pick[data-code='T-2']", run: "click" },
    { trigger: ".o_dms_fault_take:enabled", run: "click" },
    { trigger: ".o_dms_sheet:not(:has(.o_dms_fault_row))" },
    take(),
    closed(),
    { trigger: `${quantity("T-1")}:value(6)` },
    {
        content: "3 cases of 6 and 2 pieces are two lines",
        trigger: `.o_dms_pad_lines:has(${line("T-2")} + ${line("T-2")})`,
    },
    { trigger: ".o_dms_pad_status_saved:contains(Saved)" },
]);

addTour("dms_order_paste_leave", () => [
    open(),
    { trigger: ".o_dms_menu_paste", run: "click" },
    { trigger: ".o_dms_paste", run: paste("T-1 5\nT-9 2") },
    { trigger: ".o_dms_paste_read", run: "click" },
    take(),
    {
        content: "the row that is left keeps the sheet open",
        trigger: ".o_dms_fault_row[data-row='2']",
    },
    { trigger: ".o_dms_sheet_close", run: "click" },
    { trigger: ".o_dms_leave_stay", run: "click" },
    { trigger: ".o_dms_fault_drop", run: "click" },
    { trigger: ".o_dms_take_all:contains(Done)", run: "click" },
    closed(),
    { trigger: `${quantity("T-1")}:value(5)` },
    { trigger: ".o_dms_pad_status_saved:contains(Saved)" },
]);

addTour("dms_order_file", () => [
    open(),
    {
        trigger: ".o_dms_menu_file",
        run: chooseFile("order.csv", "Artikel,Menge\nT-1,7\nT-2,x\n"),
    },
    {
        content: "unknown headings are asked",
        trigger: ".o_dms_columns select[data-key='code']",
        run: "selectByIndex 1",
    },
    {
        trigger: ".o_dms_columns select[data-key='quantity']",
        run: "selectByIndex 2",
    },
    { trigger: ".o_dms_columns_read:enabled", run: "click" },
    { trigger: `${ready("T-1")} .o_dms_quantity_input:value(7)` },
    {
        content: "a quantity that is none is typed anew",
        trigger: ".o_dms_fault_row[data-row='3'] .o_dms_fault_quantity",
        run: "edit 4 && press Enter",
    },
    take(),
    closed(),
    { trigger: `${quantity("T-1")}:value(7)` },
    { trigger: `${quantity("T-2")}:value(4)` },
    { trigger: ".o_dms_pad_status_saved:contains(Saved)" },
    open(),
    {
        content: "and known the next time",
        trigger: ".o_dms_menu_file",
        run: chooseFile("again.csv", "Artikel,Menge\nT-1,1\n"),
    },
    { trigger: `${ready("T-1")} .o_dms_quantity_input:value(1)` },
    take(),
    closed(),
    { trigger: `${quantity("T-1")}:value(8)` },
    { trigger: ".o_dms_pad_status_saved:contains(Saved)" },
]);

addTour("dms_order_lists", () => [
    open(),
    { trigger: ".o_dms_menu_last", run: "click" },
    { trigger: `${ready("T-1")} .o_dms_quantity_input:value(4)` },
    take(),
    closed(),
    open(),
    { trigger: ".o_dms_menu_usual", run: "click" },
    {
        content: "of the usual nothing is chosen by itself",
        trigger: `${ready("T-2")} .form-check-input:not(:checked)`,
        run: "click",
    },
    take(),
    closed(),
    { trigger: `${quantity("T-2")}:value(9)` },
    open(),
    { trigger: ".o_dms_list_name", run: "click" },
    { trigger: ".o_dms_list_input", run: "edit Weekend && press Enter" },
    { trigger: ".o_dms_menu_list:contains(Weekend)", run: "click" },
    {
        content: "some of a list: the first line only",
        trigger: `${ready("T-2")} .form-check-input:checked`,
        run: "click",
    },
    take(),
    closed(),
    { trigger: `${quantity("T-1")}:value(8)` }, // 4 + 4
    open(),
    { trigger: ".o_dms_menu_list:contains(Weekend)", run: "click" },
    {
        trigger: ".o_dms_list_tools:has(.o_dms_list_remove) .o_dms_list_name",
        run: "click",
    },
    { trigger: ".o_dms_list_input", run: "edit Monday && press Enter" },
    { trigger: ".o_dms_sheet_head h2:contains(Monday)" },
    {
        content: "the back button of the phone goes one step back",
        trigger: ".o_dms_sheet_back",
        run: () => window.history.back(),
    },
    { trigger: ".o_dms_menu_list:contains(Monday)", run: "click" },
    { trigger: ".o_dms_list_remove", run: "click" },
    { trigger: ".o_dms_list_confirm", run: "click" },
    { trigger: ".o_dms_menu:not(:has(.o_dms_menu_list))" },
    { trigger: ".o_dms_sheet_close", run: "click" },
    closed(),
    { trigger: ".o_dms_pad_status_saved:contains(Saved)" },
]);

addTour("dms_order_scan", () => [
    {
        content: "no button where the browser reads no barcodes",
        trigger: ".o_dms_sources:not(:has(.o_dms_sources_scan))",
        run: fakeCamera,
    },
    open(),
    { trigger: ".o_dms_sheet_close", run: "click" },
    { trigger: ".o_dms_sources_scan", run: "click" },
    { trigger: ".o_dms_scans:contains(6900001)" },
    { trigger: ".o_dms_scans .text-danger:contains(4711)" },
    { trigger: ".o_dms_sheet_close", run: "click" },
    closed(),
    { trigger: `${quantity("T-1")}:value(2)` },
    { trigger: ".o_dms_pad_status_saved:contains(Saved)" },
]);

addTour(
    "dms_order_on_behalf",
    () => [
        { trigger: ".o_dms_pad_for:contains(Dealer A)" },
        { trigger: ".o_dms_result[data-code='T-1'] .o_dms_add", run: "click" },
        { trigger: quantity("T-1"), run: "edit 2" },
        { trigger: ".o_dms_pad_total:contains(20.00)" },
        { trigger: ".o_dms_pad_submit:enabled", run: "click", expectUnloadPage: true },
        { trigger: "body:not(:has(.o_dms_pad))" },
    ],
    null, // the page that the test opens names the dealer
);
