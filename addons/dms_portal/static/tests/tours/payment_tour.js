import { registry } from "@web/core/registry";

const PIXEL =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8//8/AwAI/AL+" +
    "p5qgoAAAAABJRU5ErkJggg==";

/** Choose a photo, as the phone's camera would hand it over. */
function choosePhoto() {
    const bytes = Uint8Array.from(atob(PIXEL), (char) => char.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "slip.png", { type: "image/png" }));
    document.querySelector("#slip_file").files = files.files;
}

registry.category("web_tour.tours").add("dms_payment_phone", {
    url: "/my/dealer/payments",
    steps: () => [
        { trigger: ".o_dms_figure:contains(1,930.00)" },
        { trigger: ".o_dms_tick:first", run: "click" },
        {
            trigger: "button:contains(Send a bank slip)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "what was ticked is filled in",
            trigger: "#slip_amount:value(1130.00)",
        },
        { trigger: "#slip_file", run: choosePhoto },
        { trigger: "#slip_amount", run: "edit 1,500" },
        { trigger: "#slip_reference", run: "edit TX 77" },
        {
            content: "the oldest is paid first, the rest goes to the next one",
            trigger: ".o_dms_slip_item:last input:value(370.00)",
        },
        {
            trigger: "button:contains(Send the slip)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_dms_facts:contains(370.00)" },
        {
            trigger: "button:contains(Take back)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_dms_slip_withdrawn" },
    ],
});
