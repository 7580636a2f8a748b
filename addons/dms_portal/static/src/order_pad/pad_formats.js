const formatters = new Map();
let locale = "en";

/** @param {string} lang like zh-CN: the page of a portal does not always say it. */
export function setLocale(lang) {
    locale = lang;
    formatters.clear();
}

function formatter(Kind, options) {
    const key = Kind.name + JSON.stringify(options);
    if (!formatters.has(key)) {
        formatters.set(key, new Kind(locale, options));
    }
    return formatters.get(key);
}

/**
 * @param {number} amount
 * @param {{name: string, digits: number}} currency
 * @param {number} [most] most decimals, for prices finer than the currency.
 */
export function formatAmount(amount, currency, most = currency.digits) {
    const options = {
        style: "currency",
        currency: currency.name,
        currencyDisplay: "narrowSymbol",
        minimumFractionDigits: currency.digits,
        maximumFractionDigits: Math.max(most, currency.digits),
    };
    return formatter(Intl.NumberFormat, options).format(amount);
}

export function formatNumber(number, most = 6) {
    return formatter(Intl.NumberFormat, { maximumFractionDigits: most }).format(number);
}

/** @param {string} day like 2030-12-31, without a time zone. */
export function formatDay(day) {
    const options = { month: "short", day: "numeric" };
    return formatter(Intl.DateTimeFormat, options).format(new Date(`${day}T00:00:00`));
}

/** @param {string} moment in UTC, like 2030-12-31 08:00:00, as the server writes it. */
export function formatMoment(moment) {
    const options = {
        month: "short",
        day: "numeric",
        hour: "2-digit",
        minute: "2-digit",
    };
    const at = new Date(`${moment.replace(" ", "T")}Z`);
    return formatter(Intl.DateTimeFormat, options).format(at);
}
