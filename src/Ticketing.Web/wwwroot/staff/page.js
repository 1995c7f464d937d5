// What pages of staff have in common: texts, numbers, elements, and what is wrong with a form.

export const $ = id => document.getElementById(id);

const words = new Map(Array.from($('words').content.querySelectorAll('[data-word]'), one => [one.dataset.word, one.textContent]));

/** The page's language, with the reader's own country if they have one for it. */
export const language = navigator.languages.find(tag => tag.split('-')[0] === document.documentElement.lang) ?? document.documentElement.lang;

const numbers = new Intl.NumberFormat(language);
export const numberOf = number => numbers.format(number);

/** There is a text of that name. */
export const knows = key => words.has(key);

/** The text in the page's language, its {0}, {1} filled in. */
export const say = (key, ...values) => (words.get(key) ?? key).replace(/\{(\d)\}/g, (_, i) => values[i]);
export const count = (key, number) => say(number === 1 ? `${key}.One` : `${key}.Many`, numberOf(number));

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

/** What is wrong with a form, at the form; nothing clears it. */
export function complain(id, text = '', field = null) {
  $(id).textContent = text;
  $(id).hidden = !text;
  for (const one of $(id).closest('form').querySelectorAll('[aria-invalid]')) {
    one.removeAttribute('aria-invalid');
  }
  if (text && field) {
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  }
}
