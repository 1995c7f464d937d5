// Which places the event has: more of them, or fewer of those that are free.

import { wrongPrice } from './checks.js';
import { amountOf, idOf } from './prices.js';
import { call, complain, whyNot } from './session.js';
import { $, count, say, tell } from './words.js';
import { seatsOf } from './withheld.js';

const acts = { general: ['places', 'remove'], seated: ['rows', 'seats', 'remove'] };
let event = null;
let ifMatch = null;
let changed = null;
let key = crypto.randomUUID();
let before = Promise.resolve();

/** Shows the sections as they are. Once a change is sent, the event as it is then is shown. The version that is changed is asked for when it is sent. */
export function showCapacity(known, version, whenChanged) {
  const chosenBefore = $('capacity-section').value;
  [event, ifMatch, changed] = [known, version, whenChanged];
  $('capacity-section').replaceChildren(...event.sections.map(section => new Option(section.name || section.id, section.id)));
  if (event.sections.some(section => section.id === chosenBefore)) {
    $('capacity-section').value = chosenBefore;
  }
  showActs();
}

const chosen = () => event.sections.find(section => section.id === $('capacity-section').value);

function showActs() {
  const possible = acts[chosen().kind].filter(act => act !== 'remove' || event.sections.length > 1);
  $('capacity-act').replaceChildren(...possible.map(act => new Option(say(`Capacity.${act}`), act)));
  $('capacity-places').value = chosen().capacity;
  showFields();
}

function showFields() {
  for (const part of $('capacity-form').querySelectorAll('[data-for-act]')) {
    part.hidden = part.dataset.forAct !== $('capacity-act').value;
  }
  complain('capacity-error');
}

function showKind() {
  const isSeated = $('new-section-kind').value === 'seated';
  $('new-section-rows').parentElement.hidden = !isSeated;
  $('new-section-places').parentElement.hidden = isSeated;
}

/** "K 12, L 12": rows. Null: it can't be read. */
function rowsOf(text) {
  const rows = text.split(/[,;\n]/).map(one => one.trim()).filter(Boolean).map(one => /^(\S+)\s+(\d+)$/.exec(one));
  return rows.length > 0 && rows.every(row => Number(row?.[2]) > 0) ? rows.map(row => ({ label: row[1], seats: Number(row[2]) })) : null;
}

/** What the form asks for. Null: it says at its field what is missing. */
function wish() {
  const act = $('capacity-act').value;
  if (act === 'places') {
    const capacity = Number($('capacity-places').value);
    return capacity > 0 ? { capacity } : complain('capacity-error', say('Capacity.NeedsNumber'), $('capacity-places')) ?? null;
  }
  if (act === 'rows') {
    const rows = rowsOf($('capacity-rows').value);
    return rows ? { rows } : complain('capacity-error', say('Capacity.NeedsRows'), $('capacity-rows')) ?? null;
  }
  const seats = seatsOf($('capacity-seats').value, chosen().id);
  return seats ? { remove_seats: seats } : complain('capacity-error', say('Withheld.Unreadable'), $('capacity-seats')) ?? null;
}

/** One change after the other: each is of the version that the one before made. */
function send({ submitter }, ...change) {
  submitter.disabled = true;
  const sent = before.then(() => sendNow(...change)).finally(() => {
    submitter.disabled = false;
  });
  before = sent.catch(() => {});
  return sent;
}

async function sendNow(error, method, path, body, expected, form) {
  const answer = await call(method, path, { body, ifMatch: ifMatch(), key: method === 'POST' ? key : undefined });
  if (answer.status !== expected) {
    key = answer.status === 0 || answer.status >= 500 ? key : crypto.randomUUID();
    const seats = answer.body?.seats ? ` ${answer.body.seats.join(', ')}` : '';
    return complain(error, `${whyNot(answer)}${seats}`);
  }
  key = crypto.randomUUID();

  // The next change is of the same section, unless another is chosen.
  const section = $('capacity-section').value;
  form.reset();
  $('capacity-section').value = section;
  tell(say('Capacity.Done', count('Places', answer.body.total_seats)));
  await changed(answer);
}

$('capacity-section').addEventListener('change', showActs);
$('capacity-act').addEventListener('change', showFields);
$('new-section-kind').addEventListener('change', showKind);
$('capacity-form').addEventListener('submit', async submitted => {
  submitted.preventDefault();
  complain('capacity-error');
  const path = `/api/v1/events/${event.event_id}/sections/${encodeURIComponent(chosen().id)}`;
  if ($('capacity-act').value === 'remove') {
    await send(submitted, 'capacity-error', 'DELETE', path, undefined, 200, $('capacity-form'));
    return;
  }
  const body = wish();
  if (body) {
    await send(submitted, 'capacity-error', 'PATCH', path, body, 200, $('capacity-form'));
  }
});
$('new-section-form').addEventListener('submit', async submitted => {
  submitted.preventDefault();
  complain('new-section-error');
  const [name, kind] = [$('new-section-name').value.trim(), $('new-section-kind').value];
  const rows = kind === 'seated' ? rowsOf($('new-section-rows').value) : null;
  const capacity = Number($('new-section-places').value);
  if (!name) {
    return complain('new-section-error', say('Capacity.NeedsName'), $('new-section-name'));
  }
  if (kind === 'seated' && !rows) {
    return complain('new-section-error', say('Capacity.NeedsRows'), $('new-section-rows'));
  }
  if (kind === 'general' && !(capacity > 0)) {
    return complain('new-section-error', say('Capacity.NeedsNumber'), $('new-section-places'));
  }
  const why = wrongPrice($('new-section-price').value, event.currency);
  if (why) {
    return complain('new-section-error', why, $('new-section-price'));
  }
  const body = {
    id: idOf(name, new Set(event.sections.map(section => section.id))),
    name,
    kind,
    price: amountOf($('new-section-price').value),
    ...(rows ? { rows } : { capacity }),
  };
  await send(submitted, 'new-section-error', 'POST', `/api/v1/events/${event.event_id}/sections`, body, 201, $('new-section-form'));
  showKind();
});
