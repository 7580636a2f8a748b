import { registry } from "@web/core/registry";

const SLOW_MACHINE = 60_000; // milliseconds; Odoo's own ten are few under load
const patient = (steps) => steps.map((step) => ({ timeout: SLOW_MACHINE, ...step }));

registry.category("web_tour.tours").add("dms_policy_phone", {
    url: "/my/dealer",
    steps: () =>
        patient([
            {
                content: "what has to be confirmed is among what needs me today",
                trigger: ".o_dms_todo a:contains(Please read and confirm: Returns)",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: ".o_dms_policy_opened .o_dms_policy_body:contains(14 days)" },
            { trigger: ".o_dms_policy_file:contains(rules.pdf)" },
            {
                trigger: ".o_dms_policy_confirm button:contains(I have read this)",
                run: "dblclick",
                expectUnloadPage: true,
            },
            { trigger: ".o_dms_policy_receipt:contains(You have confirmed)" },
            {
                trigger: ".o_dms_tab:contains(Home)",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: "body:not(:has(.o_dms_todo a:contains(Returns)))" },
            {
                trigger: ".o_dms_home_row:contains(Spring)",
                run: "click",
                expectUnloadPage: true,
            },
            {
                content: "nothing is left unread",
                trigger: ".o_dms_policy_opened",
                run: () => {
                    const left = [...document.querySelectorAll(".o_dms_nav_badge")];
                    if (left.some((badge) => !badge.classList.contains("d-none"))) {
                        throw new Error("the badge still counts");
                    }
                },
            },
        ]),
});
