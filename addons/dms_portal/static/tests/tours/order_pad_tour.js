import { registry } from "@web/core/registry";

const line = (code) => `.o_dms_line[data-code='${code}']`;
const quantity = (code) => `${line(code)} .o_dms_quantity_input`;

const SLOW_MACHINE = 60_000; // milliseconds; Odoo's own ten are few under load
const patient = (steps) => steps.map((step) => ({ timeout: SLOW_MACHINE, ...step }));

registry.category("web_tour.tours").add("dms_order_pad_phone", {
    url: "/my/dealer/order",
    steps: () =>
        patient([
            { trigger: ".o_dms_result[data-code='T-1'] .o_dms_add", run: "click" },
            {
                content: "the row of the list now edits the quantity",
                trigger: ".o_dms_result[data-code='T-1'] .o_dms_quantity_more",
                run: "click",
            },
            { trigger: `${line("T-1")} .o_dms_amount:contains(20.00)` },
            { trigger: ".o_dms_pad_status_saved:contains(Saved)" },
            {
                content:
                    "stepping below one takes the line away, and undo brings it back",
                trigger: `${line("T-1")} .o_dms_line_remove`,
                run: "click",
            },
            { trigger: ".o_dms_pad_undo button", run: "click" },
            { trigger: `${quantity("T-1")}:value(2)` },
            { trigger: ".o_dms_pad_term", run: "edit 茶" },
            { trigger: ".o_dms_result[data-code='T-2'] .o_dms_add", run: "click" },
            { trigger: quantity("T-2"), run: "edit １２" },
            {
                content: "full-width digits count: 12 × 5",
                trigger: `${line("T-2")} .o_dms_amount:contains(60.00)`,
            },
            { trigger: ".o_dms_pad_total:contains(80.00)" },
            {
                trigger: `${line("T-2")} select.o_dms_unit`,
                run: "selectByLabel Case of 6",
            },
            {
                content: "12 cases of 6 at 30",
                trigger: `${line("T-2")} .o_dms_amount:contains(360.00)`,
            },
            { trigger: ".o_dms_pad_note textarea", run: "edit Ring twice" },
            { trigger: ".o_dms_pad_status_saved:contains(Saved)" },
            {
                content: "reload: nothing is lost",
                trigger: ".o_dms_pad_status_saved",
                run: () => window.location.reload(),
                expectUnloadPage: true,
            },
            { trigger: `${line("T-2")} .o_dms_amount:contains(360.00)` },
            { trigger: ".o_dms_pad_note textarea:value(Ring twice)" },
            {
                trigger: ".o_dms_pad_submit:enabled",
                run: "dblclick",
                expectUnloadPage: true,
            },
            { trigger: "body:not(:has(.o_dms_pad))" },
        ]),
});

registry.category("web_tour.tours").add("dms_order_pad_desk", {
    url: "/my/dealer/order",
    steps: () =>
        patient([
            { trigger: ".o_dms_pad_term", run: "edit T-" },
            { trigger: ".o_dms_result_active[data-code='T-1']" },
            { trigger: ".o_dms_pad_term", run: "press ArrowDown" },
            {
                trigger: ".o_dms_result_active[data-code='T-2']",
                run: "press Enter",
            },
            {
                content: "the quantity of the new line has the focus",
                trigger: `${quantity("T-2")}:focus`,
                run: "edit 7 && press Enter",
            },
            {
                content: "Enter goes back to the search",
                trigger: ".o_dms_pad_term:focus",
                run: "edit T-1 && press Enter",
            },
            {
                trigger: `${quantity("T-1")}:focus`,
                run: "edit 0 && press Enter",
            },
            {
                content: "a fault stands beside its line",
                trigger: `${line("T-1")} .o_dms_line_fault:contains(more than zero)`,
            },
            { trigger: ".o_dms_pad_submit:enabled", run: "click" },
            { trigger: ".o_dms_pad_notice.alert-danger:contains(not placed)" },
            {
                content: "and takes the focus",
                trigger: `${quantity("T-1")}:focus`,
                run: "edit 3 && press Enter",
            },
            { trigger: ".o_dms_pad_total:contains(65.00)" }, // 7 × 5 + 3 × 10
            {
                trigger: ".o_dms_pad_submit:enabled",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: "body:not(:has(.o_dms_pad))" },
        ]),
});
