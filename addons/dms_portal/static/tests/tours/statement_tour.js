import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_statement_phone", {
    url: "/my/dealer",
    steps: () => [
        {
            content: "the home says that the statement waits",
            trigger: ".o_dms_todo a:contains(October 2025)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_dms_step_closing:contains(900.00)" },
        { trigger: "#invoice summary", run: "click" },
        {
            trigger: "#invoice .o_dms_object",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_dms_reason:contains(Other price) input", run: "click" },
        { trigger: "input[name=amount]", run: "edit ９５０" },
        { trigger: "textarea[name=note]", run: "edit May prices" },
        {
            trigger: "button:contains(Send the objection)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "#objections:contains(May prices)" },
        {
            content: "nothing to confirm while the brand has not answered",
            trigger: "body:not(:has(button:contains(confirm the balance)))",
        },
    ],
});

registry.category("web_tour.tours").add("dms_statement_settle", {
    url: "/my/dealer/statements",
    steps: () => [
        {
            trigger: ".o_dms_rows a:contains(October 2025)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "#objections blockquote:contains(You are right)" },
        { trigger: ".o_dms_more", run: "click" },
        { trigger: "textarea[name=remark]", run: "edit Thank you" },
        {
            trigger: "button:contains(confirm the balance)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_dms_sealed:contains(Settled)" },
    ],
});
