import { registry } from "@web/core/registry";

const SLOW_MACHINE = 60_000; // milliseconds; Odoo's own ten are few under load
const patient = (steps) => steps.map((step) => ({ timeout: SLOW_MACHINE, ...step }));

registry.category("web_tour.tours").add("dms_claim_phone", {
    steps: () =>
        patient([
            {
                content: "something is different",
                trigger: ".o_dms_receipt summary",
                run: "click",
            },
            {
                content: "one bottle fewer has arrived",
                trigger:
                    ".o_dms_count:first .o_dms_stepper:first button[data-step='-1']",
                run: "click",
            },
            {
                trigger: ".o_dms_receipt button[value=count]",
                run: "dblclick",
                expectUnloadPage: true,
            },
            {
                content: "the claim stands below, and there is a place to sign",
                trigger: "a[href^='/my/dealer/claims/']:contains(CLM/)",
            },
            {
                trigger: ".o_dms_sign .o_web_sign_auto_button",
                run: "click",
            },
            {
                trigger: ".o_dms_sign .o_portal_sign_submit:enabled",
                run: "click",
                expectUnloadPage: true,
            },
            {
                content: "signed; now something goes back",
                trigger: "body:not(:has(.o_dms_sign)) a[href$='/return']",
                run: "click",
                expectUnloadPage: true,
            },
            {
                trigger: ".o_dms_return_line:last summary",
                run: "click",
            },
            {
                trigger: ".o_dms_return_line:last button[data-step='1']",
                run: "click",
            },
            {
                trigger: ".o_dms_return_line:last button[data-step='1']",
                run: "click",
            },
            {
                trigger: ".o_dms_return_line:last select",
                run: "select defect",
            },
            {
                trigger: "button:contains(Ask for the return)",
                run: "dblclick",
                expectUnloadPage: true,
            },
            { trigger: "h1:contains(RMA/)" },
            { trigger: ".o_dms_step_now" },
        ]),
});
