/**
 * What the order pad knows about lines, without a screen and without a server.
 *
 * A plain line is {product_id, uom_id, quantity}: what is saved and sent.
 */

/** Lines of the same product and unit are the same line. */
export function lineKey({ product_id, uom_id }) {
    return `${product_id}:${uom_id || 0}`;
}

/**
 * Read a quantity as people type it: full-width digits, a comma for the point, blanks.
 *
 * @param {string} text
 * @returns {number} NaN for what is no number.
 */
export function parseQuantity(text) {
    const plain = String(text).normalize("NFKC").replace(/\s/g, "").replace("。", ".");
    const pointed = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)
        ? plain.replace(/,/g, "")
        : plain.replace(",", ".");
    return /^(\d+\.?\d*|\.\d+)$/.test(pointed) ? Number(pointed) : NaN;
}

/** Write a quantity without the noise of binary fractions. */
export function quantityText(quantity) {
    return String(Number(quantity.toFixed(6)));
}

function byKey(lines) {
    return new Map(lines.map((line) => [lineKey(line), line]));
}

/**
 * Join what was changed here with what was changed on another device.
 *
 * A line changed here stays as it is here; every other line is as the server has it.
 * Where one side removed what the other changed, the change stays. So nothing that was
 * typed is lost, neither here nor there.
 *
 * @param {Object[]} base lines that both sides started from.
 * @param {Object[]} local lines as they are here.
 * @param {Object[]} server lines as the other device saved them.
 * @returns {{lines: Object[], clashes: number}} clashes: lines changed on both sides.
 */
export function mergeLines(base, local, server) {
    const [bases, locals, servers] = [base, local, server].map(byKey);
    const lines = [];
    let clashes = 0;
    for (const key of new Set([...servers.keys(), ...locals.keys()])) {
        const before = bases.get(key)?.quantity;
        const [here, there] = [locals.get(key), servers.get(key)];
        const isChangedHere = here?.quantity !== before;
        const isChangedThere = there?.quantity !== before;
        const chosen = isChangedHere ? here || (isChangedThere && there) : there;
        if (isChangedHere && isChangedThere && here?.quantity !== there?.quantity) {
            clashes++;
        }
        if (chosen) {
            lines.push(chosen);
        }
    }
    return { lines, clashes };
}

/** Choose between here and there for one value, by who changed it; here wins. */
export function mergeValue(base, local, server) {
    return local === base ? server : local;
}

export function isSameContent(one, other) {
    return JSON.stringify(one) === JSON.stringify(other);
}
