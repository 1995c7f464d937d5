// What fees and taxes come to, in minor units, rounded as the service does: halves up, to the currency's cents where it has more than two decimals.

/** @param fee {fixed, hundredths}: minor units, and hundredths of a percent; null: nothing is added. What costs nothing bears none. */
export function feeOf(fee, minor, decimals) {
  if (!fee || minor === 0) {
    return 0;
  }
  const step = 10 ** Math.max(decimals - 2, 0);
  return fee.fixed + Math.floor((minor * fee.hundredths + 5_000 * step) / (10_000 * step)) * step;
}

/** A price with a code's discount: a fee that is taken off. */
export function discounted(minor, off, decimals) {
  return off?.hundredths === 10_000 ? 0 : minor - Math.min(minor, feeOf(off, minor, decimals));
}

/** Of several tickets, each with its price, in one order. */
export function feesOf(fees, prices, decimals) {
  const tickets = prices.reduce((sum, price) => sum + feeOf(fees.ticket, price, decimals), 0);
  return { tickets, order: feeOf(fees.order, prices.reduce((sum, price) => sum + price, 0), decimals) };
}

/** What is added to prices and fees: once for each rate. @param tax {tickets, fees} in hundredths of a percent; undefined: nothing. */
export function taxOf(tax, places, fees, decimals) {
  const at = (hundredths, minor) => feeOf({ fixed: 0, hundredths }, minor, decimals);
  return !tax ? 0 : tax.tickets === tax.fees ? at(tax.tickets, places + fees) : at(tax.tickets, places) + at(tax.fees, fees);
}
