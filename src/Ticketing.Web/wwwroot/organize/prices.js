// What the places of a section cost that are not held yet.

import { call, whyNot } from './session.js';
import { $, make, say } from './words.js';

export const amountOf = text => text.trim().replace(',', '.');

/** A name for what has none of its own: letters and digits of what it is called. */
export function idOf(name, taken) {
  const plain = [...name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '')].slice(0, 12).join('') || 'section';
  let unique = plain;
  for (let i = 2; taken.has(unique); i++) {
    unique = `${plain}${i}`;
  }
  taken.add(unique);
  return unique;
}

/** A row for a ticket type; what it has beside is kept. */
export function addType(list, type = {}, removed = () => {}) {
  const part = $('type-form').content.cloneNode(true).firstElementChild;
  for (const input of part.querySelectorAll('input')) {
    input.id = crypto.randomUUID();
    input.parentElement.querySelector('label').htmlFor = input.id;
    input.value = { name: type.name, price: type.price, most: type.max_per_order }[input.dataset.type] ?? '';
  }
  part.known = type;
  part.querySelector('[data-act="remove-type"]').addEventListener('click', () => {
    part.remove();
    removed();
  });
  list.append(part);
  return part;
}

/** The ticket types of a list of such rows. */
export function readTypes(list) {
  const rows = Array.from(list.children);
  const taken = new Set(rows.map(part => part.known.id).filter(Boolean));
  return rows.map(part => {
    const read = name => part.querySelector(`[data-type="${name}"]`).value;
    const name = read('name').trim() || say('Ticket');
    const { max_per_order: _, ...known } = part.known;
    const type = { ...known, id: known.id ?? idOf(name, taken), name, price: amountOf(read('price') || '0') };
    return read('most') ? { ...type, max_per_order: Number(read('most')) } : type;
  });
}

/** A form for each section. Once one is sent, the event as it is then is shown. The version that is changed is asked for when one is sent. */
export function showPrices(event, ifMatch, changed) {
  $('prices').replaceChildren(...event.sections.map(section => formOf(event, section, ifMatch, changed)));
}

function formOf(event, section, ifMatch, changed) {
  const form = $('prices-form').content.cloneNode(true).firstElementChild;
  const [price, list] = [form.querySelector('[data-field="price"]'), form.querySelector('[data-types]')];
  const showPrice = () => {
    price.parentElement.hidden = list.children.length > 0;
  };
  form.querySelector('h3').textContent = section.name || section.id;
  price.id = crypto.randomUUID();
  form.querySelector('[data-for="price"]').htmlFor = price.id;
  price.value = section.price;
  for (const type of section.ticket_types ?? []) {
    addType(list, type, showPrice);
  }
  showPrice();
  form.querySelector('[data-act="add-type"]').addEventListener('click', () => {
    addType(list, {}, showPrice).querySelector('input').focus();
    showPrice();
  });
  form.addEventListener('submit', async submitted => {
    submitted.preventDefault();
    const types = readTypes(list);
    const answer = await call('PUT', `/api/v1/events/${event.event_id}/sections/${encodeURIComponent(section.id)}/prices`, {
      body: types.length > 0 ? { ticket_types: types } : { price: amountOf(price.value || '0') },
      ifMatch: ifMatch(),
    });
    const wrong = form.querySelector('[data-error]');
    wrong.textContent = answer.status === 200 ? '' : [...Object.values(answer.body.errors ?? {}).flat(), ...(answer.body.errors ? [] : [whyNot(answer)])].join(' ');
    wrong.hidden = answer.status === 200;
    if (answer.status === 200) {
      changed(answer);
      $('prices-done').replaceChildren(make('span', { text: say('Prices.Done', section.name || section.id) }));
      $('prices-done').hidden = false;
    }
  });
  return form;
}
