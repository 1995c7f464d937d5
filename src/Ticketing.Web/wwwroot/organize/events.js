// The organizer's events, as they were searched for: the address keeps that, so that a reload and the way back do.

import { warnOfAccounts } from './organizations.js';
import { call, fail, session, showView, start } from './session.js';
import { $, badge, count, make, named, numberOf, saleState, say, whenOf } from './words.js';

const fields = { organization_id: 'events-organization', q: 'events-search', status: 'events-status', sort: 'events-sort', archived: 'events-which' };
const states = ['draft', 'on_sale', 'paused', 'closed', 'cancelled'];
let cursor = null;
let found = new URLSearchParams();
let asked = 0;

function questions() {
  return new URLSearchParams(Object.entries(fields).map(([name, place]) => [name, $(place).value.trim()]).filter(([, value]) => value));
}

async function load(isMore = false) {
  const mine = ++asked;
  const query = isMore ? found : questions();
  found = new URLSearchParams(query);
  const isSearch = [...query.keys()].some(name => name !== 'sort' && name !== 'organization_id');
  history.replaceState(null, '', isSearch || $('events-sort').selectedIndex > 0 ? `?${query}` : location.pathname);
  if (isMore) {
    query.set('cursor', cursor);
  }
  const answer = await call('GET', `/api/v1/events?limit=50&${query}`);
  if (mine !== asked) {
    return;
  }
  if (answer.status !== 200) {
    return fail(answer);
  }
  $('problem').hidden = true;
  cursor = answer.body.next_cursor;
  const rows = answer.body.items.map(row);
  isMore ? $('events').append(...rows) : $('events').replaceChildren(...rows);
  const isEmpty = $('events').children.length === 0;
  $('events-none').hidden = !isEmpty || isSearch;
  $('events-nothing').hidden = !isEmpty || !isSearch;
  $('events-more').hidden = !cursor;
  showView();
}

function row(event) {
  const sold = make('span', { name: 'muted number', text: count('Places', event.total_seats) });
  void showSold(event, sold);
  const marks = [badge('EventStatus', saleState(event)), ...(event.visibility === 'unlisted' ? [badge('Visibility', 'unlisted')] : []), ...(event.archived_at ? [badge('Visibility', 'archived')] : [])];
  return make('li', {}, make('a', { name: 'card event-row', href: `/organize/events/${event.event_id}` },
    make('span', { name: 'event-row-name', text: event.name }),
    make('span', { name: 'event-row-marks' }, ...marks),
    make('span', { name: 'muted', text: event.starts_at ? whenOf(event.starts_at, event.time_zone) : say('NoTime') }),
    sold));
}

async function showSold(event, place) {
  const answer = await call('GET', `/api/v1/events/${event.event_id}/status`);
  if (answer.status === 200) {
    place.textContent = say('SoldOf', numberOf(answer.body.booked), numberOf(answer.body.total));
  }
}

/** Staff of organizations see their events. */
function chooseOrganization() {
  const [whose, wanted] = [$('events-organization'), new URLSearchParams(location.search).get('organization_id')];
  whose.replaceChildren(...session.organizations.map(one => new Option(one.name, one.organization_id, false, one.organization_id === wanted)));
  $('events-whose').hidden = session.organizations.length < 2;
}

$('events-status').replaceChildren(new Option(say('AnyState'), ''), ...states.map(state => new Option(named('EventStatus', state), state)));
for (const [name, value] of new URLSearchParams(location.search)) {
  if (Object.hasOwn(fields, name) && name !== 'organization_id') {
    $(fields[name]).value = value;
  }
}
$('events-form').addEventListener('submit', submitted => {
  submitted.preventDefault();
  void load();
});
$('events-more').addEventListener('click', () => load(true));
start(() => {
  chooseOrganization();
  void warnOfAccounts($('events-unpaid'));
  return load();
});
