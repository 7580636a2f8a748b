import { rpc } from "@web/core/network/rpc";

const PAD = "/my/dealer/order";

/**
 * Ask the server something on behalf of the order pad.
 *
 * @param {string} route below the page of the pad.
 * @param {Object} [params]
 */
export function callPad(route, params = {}) {
    return rpc(`${PAD}/${route}`, params, { silent: true });
}

/** @returns {string} the address of something of the pad that is opened or fetched. */
export function padUrl(route) {
    return `${PAD}/${route}`;
}
