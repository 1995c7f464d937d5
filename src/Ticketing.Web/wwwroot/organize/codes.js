// An event's codes: what they give, how often they are used, a new one, the end of one.

import { amountOf } from './prices.js';
import { call, complain, whyNot } from './session.js';
import { $, language, make, moneyOf, numberOf, say, tell } from './words.js';
import { momentOf } from './zones.js';

let event = null;
let path = '';
let newKey = crypto.randomUUID();

const zone = () => event.time_zone ?? 'UTC';
const timeOf = time => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone() }).format(new Date(time));

/** Shows them, once the event is known. */
export async function showCodes(shown) {
  event = shown;
  path = `/api/v1/events/${event.event_id}/codes`;
  const types = event.sections.flatMap(section => section.ticket_types ?? []);
  const choices = [
    ['', say('Code.ForAll')],
    ...event.sections.map(section => [`sections=${section.id}`, section.name || section.id]),
    ...[...new Map(types.map(type => [type.id, type.name])).entries()].map(([id, name]) => [`types=${id}`, name]),
  ];
  $('code-for').replaceChildren(...choices.map(([value, text]) => new Option(text, value)));
  $('code-types-part').hidden = !types.some(type => type.access === 'code');
  showKind();
  await list();
}

async function list() {
  const codes = [];
  for (let cursor = ''; cursor !== null;) {
    const answer = await call('GET', `${path}?limit=200${cursor ? `&cursor=${cursor}` : ''}`);
    if (answer.status !== 200) {
      return complain('codes-error', whyNot(answer));
    }
    codes.push(...answer.body.items);
    cursor = answer.body.next_cursor;
  }
  $('codes').tBodies[0].replaceChildren(...codes.map(row));
  $('codes').hidden = codes.length === 0;
  $('codes-none').hidden = codes.length > 0;
}

function gives(code) {
  const off = code.percent_off ? say('Code.Off', new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 }).format(code.percent_off / 100))
    : code.amount_off ? say('Code.Off', moneyOf(code.amount_off, code.currency)) : null;
  const types = event.sections.flatMap(section => section.ticket_types ?? []);
  const names = [
    ...code.sections.map(id => event.sections.find(section => section.id === id)?.name || id),
    ...code.types.map(id => types.find(type => type.id === id)?.name ?? id),
  ];
  return [off, code.opens_types ? say('Code.OpensTypes') : null, code.opens_sale ? say('Code.OpensSale') : null, names.length > 0 ? say('Code.For', names.join(', ')) : null]
    .filter(Boolean).join('; ');
}

function when(code) {
  const [from, until] = [code.opens_at, code.closes_at].map(time => time && timeOf(time));
  return code.ended_at ? say('Code.Ended', timeOf(code.ended_at))
    : from && until ? say('Code.FromUntil', from, until) : from ? say('Code.From', from) : until ? say('Code.Until', until) : '';
}

function row(code) {
  const end = make('button', { type: 'button', name: 'link', text: say('Code.End'), 'aria-label': say('Code.EndThis', code.code) });
  end.addEventListener('click', () => ask(code));
  const most = code.max_uses === null ? '∞' : numberOf(code.max_uses);
  return make('tr', {},
    make('th', { scope: 'row' }, make('a', { name: 'number', href: `/e/${event.event_id}?code=${code.code}`, text: code.code })),
    make('td', { text: gives(code) }),
    make('td', { name: 'number', text: say('Code.UsedOf', numberOf(code.used), most) }),
    make('td', { name: 'number', text: numberOf(code.reserved) }),
    make('td', { text: when(code) }),
    make('td', {}, ...(code.ended_at ? [] : [end])));
}

function showKind() {
  $('code-value').parentElement.hidden = $('code-kind').value === '';
}

function ask(code) {
  $('code-end-what').textContent = say('Code.EndWhat', code.code);
  $('code-end-form').dataset.code = code.code;
  complain('code-end-error');
  $('code-end-dialog').showModal();
}

async function end(submitted) {
  submitted.preventDefault();
  const code = $('code-end-form').dataset.code;
  const answer = await call('DELETE', `${path}/${code}`);
  if (answer.status !== 200) {
    return complain('code-end-error', whyNot(answer));
  }
  $('code-end-dialog').close();
  tell(say('Code.HasEnded', code));
  await list();
}

/** The form as the API takes it; null: a time is none. */
function read() {
  const body = { code: $('code-name').value.trim() };
  if ($('code-kind').value) {
    body[$('code-kind').value] = amountOf($('code-value').value);
  }
  const [kind, id] = $('code-for').value.split('=');
  if (kind) {
    body[kind] = [id];
  }
  for (const [name, field] of [['opens_types', 'code-types'], ['opens_sale', 'code-sale']]) {
    if ($(field).checked && !$(field).parentElement.hidden) {
      body[name] = true;
    }
  }
  for (const [name, field] of [['max_uses', 'code-most'], ['max_uses_per_customer', 'code-each']]) {
    if ($(field).value) {
      body[name] = Number($(field).value);
    }
  }
  for (const [name, field] of [['opens_at', 'code-from'], ['closes_at', 'code-until']]) {
    if ($(field).value) {
      body[name] = momentOf($(field).value, zone());
      if (!body[name]) {
        complain('codes-error', say('Time.Gap'), $(field));
        return null;
      }
    }
  }
  return body;
}

async function create(submitted) {
  submitted.preventDefault();
  complain('codes-error');
  const body = read();
  if (!body) {
    return;
  }
  const button = submitted.submitter;
  button.disabled = true;
  const answer = await call('POST', path, { body, key: newKey });
  button.disabled = false;
  if (answer.status !== 201) {
    newKey = answer.status === 0 || answer.status >= 500 ? newKey : crypto.randomUUID();
    return complain('codes-error', whyNot(answer));
  }
  newKey = crypto.randomUUID();
  submitted.target.reset();
  showKind();
  tell(say('Code.Made', answer.body.code));
  await list();
}

$('code-kind').addEventListener('input', showKind);
$('code-form').addEventListener('submit', create);
$('code-end-form').addEventListener('submit', end);
