// What the places of a section cost that are not held yet.

import { mark, unmark, wrongPrice } from './checks.js';
import { call, whyNot } from './session.js';
import { $, make, say } from './words.js';
import { localOf, momentOf } from './zones.js';

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

/**
 * A row for a ticket type, its times by the clocks of a zone. While there is one, the section has no price of its own: what was typed there is
 * the price of the first, and comes back from the last that is removed.
 */
export function addType(list, type, zone, price) {
  const part = $('type-form').content.cloneNode(true).firstElementChild;
  const timeOf = time => (time ? localOf(time, zone) : '');
  part.known = type;
  part.shown = { opens: timeOf(type.sale_opens_at), closes: timeOf(type.sale_closes_at) };
  const taken = list.children.length === 0 && price.value.trim() ? price.value : undefined;
  const values = { ...part.shown, name: type.name, price: type.price ?? taken, least: type.min_per_order, most: type.max_per_order, quota: type.quota };
  for (const input of part.querySelectorAll('input')) {
    input.id = crypto.randomUUID();
    input.parentElement.querySelector('label').htmlFor = input.id;
    input.value = values[input.dataset.type] ?? '';
  }
  part.querySelector('[data-type="access"]').checked = type.access === 'code';
  part.querySelector('[data-act="remove-type"]').addEventListener('click', () => {
    const last = part.querySelector('[data-type="price"]').value;
    part.remove();
    if (list.children.length === 0) {
      price.value = last;
      price.parentElement.hidden = false;
    }
  });
  list.append(part);
  price.parentElement.hidden = true;
  return part;
}

/** The ticket types of a list of such rows. What makes a local time and a member a moment says what can't be. */
export function readTypes(list, momentOfType) {
  const rows = Array.from(list.children);
  const taken = new Set(rows.map(part => part.known.id).filter(Boolean));
  return rows.map((part, at) => {
    const read = name => part.querySelector(`[data-type="${name}"]`).value;
    const name = read('name').trim() || say('Ticket');
    const number = field => (read(field) ? Number(read(field)) : null);

    // What a field does not show, such as seconds, is kept where nobody touched it.
    const time = (field, member) => (read(field) === part.shown[field] ? part.known[member] ?? null : read(field) ? momentOfType(read(field), `ticket_types[${at}].${member}`) : null);
    return Object.fromEntries(Object.entries({
      id: part.known.id ?? idOf(name, taken),
      name,
      price: amountOf(read('price')),
      min_per_order: number('least'),
      max_per_order: number('most'),
      quota: number('quota'),
      sale_opens_at: time('opens', 'sale_opens_at'),
      sale_closes_at: time('closes', 'sale_closes_at'),
      access: part.querySelector('[data-type="access"]').checked ? 'code' : null,
    }).filter(([, value]) => value !== null));
  });
}

const fields = { sale_opens_at: 'opens', sale_closes_at: 'closes' };

/** The field of a time of one of the rows. */
function fieldOf(list, member) {
  const [, at, name] = member.match(/^ticket_types\[(\d+)\]\.(\w+)$/);
  return list.children[at].querySelector(`[data-type="${fields[name]}"]`);
}

/** How many there still are of ticket types of which there are only so many, by their ids. */
export async function typesLeft(event) {
  const answer = event.sections.some(section => section.ticket_types?.some(type => type.quota !== undefined))
    ? await call('GET', `/api/v1/events/${event.event_id}/status`) : { status: 0 };
  return answer.status === 200 ? Object.fromEntries((answer.body.ticket_types ?? []).map(type => [type.id, type.left])) : {};
}

/** What is left of a ticket type, in words. Undefined: any number. */
export const leftText = left => (left === undefined ? '' : left > 0 ? say('Type.Left', left) : say('Type.NoneLeft'));

/** A form for each section. Once one is sent, the event as it is then is shown. The version that is changed is asked for when one is sent. */
export function showPrices(event, left, ifMatch, changed) {
  $('prices').replaceChildren(...event.sections.map(section => formOf(event, section, left, ifMatch, changed)));
}

function formOf(event, section, left, ifMatch, changed) {
  const form = $('prices-form').content.cloneNode(true).firstElementChild;
  const [price, list] = [form.querySelector('[data-field="price"]'), form.querySelector('[data-types]')];
  const zone = event.time_zone ?? 'UTC';
  form.querySelector('h3').textContent = section.name || section.id;
  price.id = crypto.randomUUID();
  form.querySelector('[data-for="price"]').htmlFor = price.id;
  price.value = section.price;
  for (const type of section.ticket_types ?? []) {
    addType(list, type, zone, price).querySelector('[data-left]').textContent = leftText(left[type.id]);
  }
  form.querySelector('[data-act="add-type"]').addEventListener('click', () => {
    addType(list, {}, zone, price).querySelector('input').focus();
  });
  form.addEventListener('submit', async submitted => {
    submitted.preventDefault();
    unmark(form);
    const types = readTypes(list, (local, member) => {
      const moment = momentOf(local, zone);
      if (!moment) {
        mark(fieldOf(list, member), say('Time.Gap'));
      }
      return moment;
    });
    for (const input of types.length > 0 ? list.querySelectorAll('[data-type="price"]') : [price]) {
      const why = wrongPrice(input.value, event.currency);
      if (why) {
        mark(input, why);
      }
    }
    const first = form.querySelector('[aria-invalid="true"]');
    if (first) {
      return first.focus();
    }
    const wrong = form.querySelector('[data-error]');
    const answer = await call('PUT', `/api/v1/events/${event.event_id}/sections/${encodeURIComponent(section.id)}/prices`, {
      body: types.length > 0 ? { ticket_types: types } : { price: amountOf(price.value) },
      ifMatch: ifMatch(),
    });
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
