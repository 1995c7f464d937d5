// Texts, times, amounts, and elements made of them.

import { $, knows, language, make, say } from '../staff/page.js';

export { $, complain, count, language, make, numberOf, say } from '../staff/page.js';

/** A word for one of the API's names, which may be younger than this page. */
export const named = (kind, name) => (knows(`${kind}.${name}`) ? say(`${kind}.${name}`) : name);

/** An amount as the API writes it, for people. */
export function moneyOf(amount, currency) {
  const decimals = amount.includes('.') ? amount.length - amount.indexOf('.') - 1 : 0;
  return new Intl.NumberFormat(language, { style: 'currency', currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(amount);
}

/** A moment by the clocks at the venue, else by those here. */
export function whenOf(time, zone) {
  const options = { dateStyle: 'full', timeStyle: 'short' };
  return new Intl.DateTimeFormat(language, zone ? { ...options, timeZone: zone } : options).format(new Date(time));
}

export const timeOf = time => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
export const clockOf = time => new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(new Date(time));

/** What buyers see of an event's sale now, by the names of its states and three more. */
export function saleState({ status, starts_at: starts, ends_at: ends, sale_opens_at: opens, sale_closes_at: closes }) {
  const now = Date.now();
  const end = ends ? Date.parse(ends) : Date.parse(starts) + $('organize').dataset.hours * 3600000;
  if (status === 'draft' || status === 'cancelled') {
    return status;
  }
  if (end <= now) {
    return 'over';
  }
  return status !== 'on_sale' ? status : Date.parse(opens) > now ? 'not_yet' : Date.parse(closes) <= now ? 'sale_ended' : status;
}

const tones = { on_sale: 'good', confirmed: 'good', completed: 'good', paused: 'warn', pending: 'warn', processing: 'warn', cancelled: 'bad', refunded: 'bad', expired: 'bad', failed: 'bad',
  notified: 'good', booked: 'good', enabled: 'good', disabled: 'warn', delivered: 'good', given_up: 'bad', stopped: 'bad', done: 'good', refused: 'warn', cut: 'bad', paid: 'good', in_transit: 'warn', canceled: 'bad', not_yet: 'warn', sale_ended: 'warn' };

/** A state, by its word and its colour. */
export const badge = (kind, state) => make('span', { name: `badge ${tones[state] ?? ''}`, text: named(kind, state) });

/** Tells who listens. */
export const tell = text => {
  $('said').textContent = text;
};
