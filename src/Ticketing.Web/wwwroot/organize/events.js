// The organizer's events.

import { call, fail, showView, start } from './session.js';
import { $, badge, count, make, numberOf, say, whenOf } from './words.js';

let cursor = null;

async function load() {
  const answer = await call('GET', `/api/v1/events?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
  if (answer.status !== 200) {
    return fail(answer);
  }
  cursor = answer.body.next_cursor;
  $('events').append(...answer.body.items.map(row));
  $('events-none').hidden = $('events').children.length > 0;
  $('events-more').hidden = !cursor;
  showView();
}

function row(event) {
  const sold = make('span', { name: 'muted number', text: count('Places', event.total_seats) });
  void showSold(event, sold);
  return make('li', {}, make('a', { name: 'card event-row', href: `/organize/events/${event.event_id}` },
    make('span', { name: 'event-row-name', text: event.name }),
    badge('EventStatus', event.status),
    make('span', { name: 'muted', text: event.starts_at ? whenOf(event.starts_at, event.time_zone) : say('NoTime') }),
    sold));
}

async function showSold(event, place) {
  const answer = await call('GET', `/api/v1/events/${event.event_id}/status`);
  if (answer.status === 200) {
    place.textContent = say('SoldOf', numberOf(answer.body.booked), numberOf(answer.body.total));
  }
}

$('events-more').addEventListener('click', load);
start(load);
