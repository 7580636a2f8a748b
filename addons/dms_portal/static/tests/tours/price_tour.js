import { registry } from "@web/core/registry";

const SLOW_MACHINE = 60_000; // milliseconds; Odoo's own ten are few under load
const patient = (steps) => steps.map((step) => ({ timeout: SLOW_MACHINE, ...step }));

const line = ".o_dms_line[data-code='W-1']";
const result = (price) => `${line} .o_dms_why_result:contains('${price}')`;

registry.category("web_tour.tours").add("dms_prices_phone", {
    url: "/my/dealer/order",
    steps: () =>
        patient([
            { trigger: ".o_dms_result[data-code='W-1'] .o_dms_add", run: "click" },
            {
                trigger: `${line} .o_dms_why_toggle[aria-expanded='false']`,
                run: "click",
            },
            { trigger: `${line} .o_dms_why_steps:contains('Gold prices: −10 %')` },
            { trigger: result("9") },
            // more of them cost less, and the steps say so by themselves
            { trigger: `${line} .o_dms_quantity_input`, run: "edit 24" },
            { trigger: `${line} .o_dms_why_steps:contains('from 24')` },
            { trigger: result("8") },
            {
                trigger: `${line} .o_dms_why_toggle[aria-expanded='true']`,
                run: "click",
            },
            { trigger: `${line}:not(:has(.o_dms_why_steps))` },
            { trigger: ".o_dms_pad_status:contains('Saved')" },
            // what does not fit beside the thumb stands in the menu above
            { trigger: ".o_dms_top_button[title='My account']", run: "click" },
            {
                trigger: ".dropdown-menu.show a[href='/my/dealer/prices']",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: ".o_dms_prices:contains('W-1'):contains('B-1')" },
            { trigger: ".o_dms_prices .o_dms_coming:contains('9.9')" },
            { trigger: "input[name='term']", run: "edit wine" },
            {
                trigger: "form[role='search'] button",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: ".o_dms_prices:contains('W-1'):not(:contains('B-1'))" },
            { trigger: "a[href*='/my/dealer/prices/xlsx?term=wine']" },
        ]),
});
