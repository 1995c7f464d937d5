// What is kept from sale: seats by row and number, or so many places, each time with a reason; and giving them back.

import { askReason } from './reason.js';
import { call, complain, whyNot } from './session.js';
import { $, count, make, numberOf, say, tell, timeOf } from './words.js';

let event = null;
let path = '';
let key = crypto.randomUUID();
let changed = null;
let cursor = null;

/** Shows what is withheld, once the event is known. */
export async function showWithheld(known, whenChanged) {
  [event, path, changed] = [known, `/api/v1/events/${known.event_id}/withholdings`, whenChanged];
  $('withheld-section').replaceChildren(...event.sections.map(section => new Option(section.name || section.id, section.id)));
  showKind();
  await list();
}

const chosen = () => event.sections.find(section => section.id === $('withheld-section').value);

function showKind() {
  const isSeated = chosen().kind === 'seated';
  $('withheld-seats').parentElement.hidden = !isSeated;
  $('withheld-qty').parentElement.hidden = isSeated;
}

async function list(more = false) {
  const answer = await call('GET', more && cursor ? `${path}?cursor=${encodeURIComponent(cursor)}` : path);
  report(answer.status === 200 ? '' : whyNot(answer));
  if (answer.status !== 200) {
    return;
  }
  cursor = answer.body.next_cursor;
  const cards = answer.body.items.map(card);
  if (more) {
    $('withheld').append(...cards);
  } else {
    $('withheld').replaceChildren(...cards);
  }
  $('withheld-none').hidden = $('withheld').children.length > 0;
  $('withheld-more').hidden = !cursor;
}

function report(problem) {
  $('withheld-problem').textContent = problem;
  $('withheld-problem').hidden = !problem;
}

const nameOf = id => event.sections.find(section => section.id === id)?.name || id;

function card(one) {
  const where = [one.section ? nameOf(one.section) : '', one.seats.join(', ')].filter(Boolean).join(': ');
  const parts = [
    make('h3', { text: one.reason }),
    make('p', { name: 'muted small', text: `${timeOf(one.created_at)} · ${one.by}` }),
    make('p', { text: `${say('Withheld.Of', numberOf(one.qty), count('Places', one.total))}${where ? ` · ${where}` : ''}` }),
    ...one.releases.map(release => make('p', { name: 'muted small', text: say('Withheld.Back', count('Places', release.qty), release.seats.join(', '), release.reason, release.by, timeOf(release.at)) })),
  ];
  if (one.qty > 0) {
    const id = `some-${one.withholding_id}`;
    const some = make('input', { id, autocomplete: 'off', maxlength: '2000' });
    const button = make('button', { type: 'button', name: 'button quiet', text: say('Withheld.Release') });
    button.addEventListener('click', () => askRelease(one, some));
    parts.push(make('div', { name: 'field' }, make('label', { for: id, text: say(one.seats.length > 0 ? 'Withheld.WhichSeats' : 'Withheld.HowMany') }), some), make('p', {}, button));
  }
  return make('li', { name: 'card stack' }, ...parts);
}

function askRelease(one, some) {
  const text = some.value.trim();
  let body = {};
  if (text && one.seats.length > 0) {
    const names = seatsOf(text, one.section, one.seats);
    if (!names) {
      some.focus();
      return report(say('Withheld.Unreadable'));
    }
    body = { seats: names };
  } else if (text) {
    body = { qty: Number(text) };
  }
  report('');
  const releaseKey = crypto.randomUUID();
  const places = body.seats?.length ?? body.qty ?? one.qty;
  askReason(
    { title: say('Withheld.Release'), text: say('Withheld.Free', count('Places', places)), button: say('Withheld.Release') },
    reason => call('POST', `${path}/${one.withholding_id}/release`, { body: { ...body, reason }, key: releaseKey }),
    async () => {
      tell(say('Withheld.AreFree'));
      await Promise.all([list(), changed()]);
    });
}

/** "A 1-4, B 7" in a section, or names of seats: the names. Null: it can't be read. */
export function seatsOf(text, section, known = []) {
  const names = [];
  for (const part of text.split(/[,;\n]/).map(one => one.trim()).filter(Boolean)) {
    const match = known.includes(part) ? null : /^(\S+?)[\s-]+(\d+)(?:\s*[-–]\s*(\d+))?$/.exec(part);
    if (known.includes(part)) {
      names.push(part);
    } else if (match && section) {
      const [from, until] = [Number(match[2]), Number(match[3] ?? match[2])];
      if (until < from || until - from >= 500) {
        return null;
      }
      names.push(...Array.from({ length: until - from + 1 }, (_, at) => `${section}-${match[1]}-${from + at}`));
    } else {
      return null;
    }
  }
  return names.length > 0 ? names : null;
}

async function withhold(submitted) {
  submitted.preventDefault();
  complain('withheld-error');
  const section = chosen();
  const reason = $('withheld-reason').value.trim();
  const seats = section.kind === 'seated' ? seatsOf($('withheld-seats').value, section.id) : null;
  if (section.kind === 'seated' && !seats) {
    return complain('withheld-error', say('Withheld.Unreadable'), $('withheld-seats'));
  }
  if (!seats && !(Number($('withheld-qty').value) > 0)) {
    return complain('withheld-error', say('Withheld.NeedsNumber'), $('withheld-qty'));
  }
  if (!reason) {
    return complain('withheld-error', say('NeedsReason'), $('withheld-reason'));
  }
  const button = submitted.submitter;
  button.disabled = true;
  const answer = await call('POST', path, { body: seats ? { seats, reason } : { section: section.id, qty: Number($('withheld-qty').value), reason }, key });
  button.disabled = false;
  if (answer.status !== 201) {
    key = answer.status === 0 || answer.status >= 500 ? key : crypto.randomUUID();
    const taken = answer.body?.code === 'seat_taken' ? ` ${answer.body.seats.join(', ')}` : '';
    return complain('withheld-error', `${whyNot(answer)}${taken}`);
  }
  key = crypto.randomUUID();
  $('withheld-form').reset();
  showKind();
  tell(say('Withheld.Done', count('Places', answer.body.qty)));
  await Promise.all([list(), changed()]);
}

$('withheld-section').addEventListener('change', showKind);
$('withheld-form').addEventListener('submit', withhold);
$('withheld-more').addEventListener('click', () => list(true));
