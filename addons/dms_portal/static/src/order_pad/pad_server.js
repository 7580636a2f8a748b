import { rpc } from "@web/core/network/rpc";

const PAD = "/my/dealer/order";

let dealerId = 0;

/** @param {number} id of the dealer for whom staff order; 0 for a dealer's own people. */
export function setDealer(id) {
    dealerId = id;
}

/**
 * Ask the server something on behalf of the order pad.
 *
 * @param {string} route below the page of the pad.
 * @param {Object} [params]
 */
export function callPad(route, params = {}) {
    const asked = dealerId ? { ...params, dealer_id: dealerId } : params;
    return rpc(`${PAD}/${route}`, asked, { silent: true });
}

/** @returns {string} the address of the pad, or of something below it. */
export function padUrl(route = "") {
    const path = route ? `${PAD}/${route}` : PAD;
    return dealerId ? `${path}?dealer_id=${dealerId}` : path;
}
