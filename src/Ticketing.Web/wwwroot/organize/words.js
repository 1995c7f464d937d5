// Texts, times, amounts, and elements made of them.

export const $ = id => document.getElementById(id);

const words = new Map(Array.from($('words').content.querySelectorAll('[data-word]'), one => [one.dataset.word, one.textContent]));

/** The page's language, with the reader's own country if they have one for it. */
export const language = navigator.languages.find(tag => tag.split('-')[0] === document.documentElement.lang) ?? document.documentElement.lang;

/** The text in the page's language, its {0}, {1} filled in. */
export const say = (key, ...values) => (words.get(key) ?? key).replace(/\{(\d)\}/g, (_, i) => values[i]);
export const count = (key, number) => say(number === 1 ? `${key}.One` : `${key}.Many`, numberOf(number));

/** A word for one of the API's names, which may be younger than this page. */
export const named = (kind, name) => words.get(`${kind}.${name}`) ?? name;

const numbers = new Intl.NumberFormat(language);
export const numberOf = number => numbers.format(number);

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

/** An element with a class, a text and what is in it. */
export function make(tag, { name = '', text = '', ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (name) {
    element.className = name;
  }
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

const tones = { on_sale: 'good', confirmed: 'good', completed: 'good', paused: 'warn', pending: 'warn', processing: 'warn', cancelled: 'bad', refunded: 'bad', expired: 'bad', failed: 'bad' };

/** A state, by its word and its colour. */
export const badge = (kind, state) => make('span', { name: `badge ${tones[state] ?? ''}`, text: named(kind, state) });

/** Tells who listens. */
export const tell = text => {
  $('said').textContent = text;
};
