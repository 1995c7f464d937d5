// What a form knows to be wrong by itself is said at its field, in the page's own words, before anything is sent.

import { $, language, make, numberOf, say } from './words.js';

/** How many decimals the amounts of a currency have. */
export function decimalsOf(currency) {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  } catch {
    return 2;
  }
}

/** An amount as people here write it, for an example. */
const example = decimals => new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(12.5);

/** What is wrong with a price. Empty: nothing. */
export function wrongPrice(text, currency) {
  const [amount, decimals] = [text.trim(), decimalsOf(currency)];
  if (!amount) {
    return say('Price.Needed');
  }
  const found = amount.match(/^\d+(?:[.,](\d+))?$/);
  return found && (found[1]?.length ?? 0) <= decimals ? '' : say('Price.Wrong', example(decimals));
}

/** What is wrong with a share of a hundred. Empty: nothing. */
export function wrongPercent(text) {
  return /^\d{1,3}([.,]\d{1,2})?$/.test(text.trim()) && Number(text.trim().replace(',', '.')) <= 100 ? '' : say('Percent.Wrong', new Intl.NumberFormat(language).format(2.5));
}

/** What is wrong with a whole number. Empty: nothing. */
export function wrongNumber(text, least, most) {
  const number = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  return number >= least && number <= most ? '' : say('Number.Between', numberOf(least), numberOf(most));
}

/** Says below a field what is wrong with it. */
export function mark(input, text) {
  let place = $(`${input.id}-error`);
  if (!place) {
    place = make('p', { name: 'error', id: `${input.id}-error` });
    place.hidden = true;
    input.closest('.field').append(place);
    input.setAttribute('aria-describedby', place.id);
  }
  place.textContent = place.hidden ? text : `${place.textContent} ${text}`;
  place.hidden = false;
  input.setAttribute('aria-invalid', 'true');
  input.closest('details')?.setAttribute('open', '');
}

/** Takes back all that was said of the fields of a form. */
export function unmark(form) {
  for (const one of form.querySelectorAll('p.error')) {
    one.hidden = true;
  }
  for (const one of form.querySelectorAll('[aria-invalid]')) {
    one.removeAttribute('aria-invalid');
  }
}
