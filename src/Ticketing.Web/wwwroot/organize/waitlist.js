// Who waits for an event, in which order.

import { askReason } from './reason.js';
import { call, complain, fail, showView, start } from './session.js';
import { pagedTable } from './table.js';
import { $, badge, make, named, numberOf, say, tell, timeOf } from './words.js';

const id = location.pathname.split('/')[3];
const states = ['pending', 'notified', 'booked', 'expired', 'cancelled'];
let event = null;

const sectionName = section => event.sections.find(one => one.id === section)?.name || section;

const show = pagedTable('waitlist', () => ({ address: '/api/v1/admin/waitlist', query: { event_id: id, ...($('waitlist-status').value ? { status: $('waitlist-status').value } : {}) } }), entry => {
  const acts = make('td', {});
  if (['pending', 'notified'].includes(entry.status)) {
    const button = make('button', { type: 'button', name: 'link', text: say('Waitlist.Remove'), 'aria-label': say('Waitlist.RemoveWho', entry.user_id) });
    button.addEventListener('click', () => askReason(
      { title: say('Waitlist.RemoveWho', entry.user_id), text: say('Waitlist.Text'), button: say('Waitlist.Remove') },
      reason => call('PUT', `/api/v1/waitlist/${entry.id}/cancel`, { body: { reason }, ifMatch: `"${entry.version}"` }),
      async () => {
        tell(say('Waitlist.Removed', entry.user_id));
        await show();
      }));
    acts.append(button);
  }
  return make('tr', {},
    make('th', { scope: 'row', name: 'number', text: entry.position === null ? '–' : numberOf(entry.position) }),
    make('td', { text: entry.user_id }),
    make('td', { text: entry.section ? `${numberOf(entry.quantity)}, ${sectionName(entry.section)}` : numberOf(entry.quantity) }),
    make('td', { name: 'number', text: numberOf(entry.priority) }),
    make('td', {}, badge('Waits', entry.status)),
    make('td', { name: 'number', text: timeOf(entry.joined_at) }),
    acts);
});

async function load() {
  const answer = await call('GET', `/api/v1/events/${id}`);
  if (answer.status !== 200) {
    return fail(answer);
  }
  event = answer.body;
  $('waitlist-event').href = `/organize/events/${id}`;
  $('waitlist-event').textContent = event.name;
  $('waitlist-status').replaceChildren(new Option(say('AnyState'), ''), ...states.map(state => new Option(named('Waits', state), state, false, state === 'pending')));
  const entries = await show();
  return entries.status === 200 ? showView() : fail(entries);
}

$('waitlist-form').addEventListener('submit', submitted => {
  submitted.preventDefault();
  void show();
});
start(load);
