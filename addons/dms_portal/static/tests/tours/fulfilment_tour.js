import { registry } from "@web/core/registry";

const SLOW_MACHINE = 60_000; // milliseconds; Odoo's own ten are few under load
const patient = (steps) => steps.map((step) => ({ timeout: SLOW_MACHINE, ...step }));

registry.category("web_tour.tours").add("dms_fulfilment_phone", {
    url: "/my/dealer",
    steps: () =>
        patient([
            {
                content: "a proposal of the brand is among what needs me today",
                trigger: ".o_dms_todo a:contains(the brand proposes changes)",
                run: "click",
                expectUnloadPage: true,
            },
            {
                content: "before and after in one look",
                trigger: ".o_dms_proposal:contains(Sold out) del:contains(3)",
            },
            {
                trigger: ".o_dms_accept",
                run: "dblclick",
                expectUnloadPage: true,
            },
            { trigger: "body:not(:has(.o_dms_proposal))" },
            {
                trigger: ".o_dms_order_delivery:contains(Delivery expected)",
            },
            {
                trigger: "a.btn:contains(Change or cancel)",
                run: "click",
                expectUnloadPage: true,
            },
            {
                content: "one bottle less",
                trigger: ".o_dms_stepper:first button[data-step='-1']",
                run: "click",
            },
            {
                trigger: "button:contains(Ask for these changes)",
                run: "dblclick",
                expectUnloadPage: true,
            },
            { trigger: ".o_dms_change_open" },
            {
                trigger: "button:contains(Withdraw this request)",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: ".o_dms_change_withdrawn" },
        ]),
});

registry.category("web_tour.tours").add("dms_policy_of_delivery_phone", {
    url: "/my/dealer/order",
    steps: () =>
        patient([
            {
                content: "what nobody can say a day for is said",
                trigger: ".o_dms_pad_delivery:contains(not known yet)",
            },
            {
                trigger: ".o_dms_pad_policy input[value='one']",
                run: "click",
            },
            {
                content: "kept on the server",
                trigger: ".o_dms_pad_status_saved",
            },
            {
                trigger: ".o_dms_pad_submit",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: ".o_dms_order_delivery:contains(All at once)" },
        ]),
});
