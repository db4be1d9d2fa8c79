/** Medians and quartiles. */

/** @param {number[]} values @param {number} part */
export const quantile = (values, part) => values.toSorted((a, b) => a - b)[Math.round((values.length - 1) * part)] ?? NaN;

/** @param {number[]} values */
export const median = (values) => quantile(values, 0.5);

/** The median of the rounds' ratios; the base has at least as many rounds. @param {number[]} [values] @param {number[]} [base] */
export const ratio = (values = [], base = []) => median(values.map((value, round) => value / (base[round] ?? NaN)));
