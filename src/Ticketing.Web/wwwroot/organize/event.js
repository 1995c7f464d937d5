// One event: how it sells, who booked, and what may be done.

import { showCapacity } from './capacity.js';
import { showCodes } from './codes.js';
import { showCurve } from './curve.js';
import { showMessages } from './messages.js';
import { openOffice } from './office.js';
import { showPrices, typesLeft } from './prices.js';
import { seatNames } from './seats.js';
import { call, complain, download, fail, session, showView, start, whyNot } from './session.js';
import { labelCells } from './table.js';
import { showWithheld } from './withheld.js';
import { $, badge, clockOf, count, language, make, moneyOf, named, numberOf, saleState, say, tell, timeOf, whenOf } from './words.js';
import { localOf, momentOf } from './zones.js';

const id = location.pathname.split('/')[3];
const path = `/api/v1/events/${id}`;
const next = { draft: ['on_sale'], on_sale: ['paused', 'closed'], paused: ['on_sale', 'closed'], closed: ['on_sale'], cancelled: [] };
const states = ['pending', 'confirmed', 'completed', 'cancelled', 'refunded', 'expired'];
let event = null;
let ifMatch = null;
let cursor = null;
let againKey = crypto.randomUUID();

async function load() {
  const answer = await call('GET', path);
  if (answer.status !== 200) {
    return fail(answer);
  }
  show(answer);
  await showSales();
  sellHere();
  $('bookings-status').replaceChildren(new Option(say('AnyState'), ''), ...states.map(state => new Option(named('Status', state), state)));
  if (session.isManager) {
    await showCodes(event);
    await showMessages(event);
  }
  if (session.isStaff) {
    await showWithheld(event, showSales);
  }
  if (session.seesBookings) {
    await findBookings();
    if (session.mayCancel && event.status === 'cancelled') {
      void watchCancellation();
    }
  }
  if (event.version > 1) {
    void watchNotice();
  }
  if (location.hash === '#published') {
    // Said once: a reload does not say it again.
    history.replaceState(null, '', location.pathname);
    showPublished();
  }
  showView();
  follow();
}

/** The address of the event's page for buyers. */
const shopAddress = () => new URL(`/e/${id}`, location.href).href;

/** Says that the event is published, and where buyers find it. */
function showPublished() {
  const isNotYet = saleState(event) === 'not_yet';
  $('published').hidden = !isNotYet && saleState(event) !== 'on_sale';
  $('published-text').textContent = isNotYet ? say('Published.NotYet', whenOf(event.sale_opens_at, event.time_zone)) : say('Published');
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(shopAddress());
    $('link-copied').textContent = say('LinkCopied');
  } catch {
    $('link-copied').textContent = say('LinkNotCopied', shopAddress());
  }
}

/** The box office and the prices, of the event as it is. */
async function sellHere() {
  const left = await typesLeft(event);
  openOffice(event, left, async () => {
    await showSales();
    if (session.seesBookings) {
      await findBookings();
    }
  });
  showPrices(event, left, () => ifMatch, async answer => {
    show(answer);
    await sellHere();
  });
  showCapacity(event, () => ifMatch, async answer => {
    show(answer);
    await sellHere();
    await showSales();
    if (session.isStaff) {
      await showWithheld(event, showSales);
    }
  });
}

function show({ body, etag }) {
  event = body;
  ifMatch = etag;
  document.title = `${event.name} – ${document.title.split(' – ').at(-1)}`;
  $('event-name').textContent = event.name;
  $('event-status').replaceChildren(badge('EventStatus', saleState(event)), ...(event.visibility === 'unlisted' ? [' ', badge('Visibility', 'unlisted')] : []));
  $('archived').hidden = !event.archived_at;
  $('put-away').textContent = say(event.archived_at ? 'BringBack' : 'PutAway');
  $('list-it').textContent = say(event.visibility === 'unlisted' ? 'List' : 'Unlist');
  $('event-when').textContent = [event.starts_at ? whenOf(event.starts_at, event.time_zone) : say('NoTime'), event.venue].filter(Boolean).join(' · ');
  $('event-when').append(...(event.former_starts_at ? [make('br'), make('span', { name: 'small', text: say('Former', whenOf(event.former_starts_at, event.time_zone)) })] : []));
  $('edit').href = `/organize/events/${id}/edit`;
  for (const link of document.querySelectorAll('.shop')) {
    link.href = `/e/${id}`;
  }
  $('published-link').textContent = shopAddress();
  $('attending').href = `/organize/events/${id}/attendees`;
  $('waiting').href = `/organize/events/${id}/waitlist`;
  $('look-acts').hidden = event.status === 'draft';
  for (const button of document.querySelectorAll('[data-status]')) {
    button.hidden = Boolean(event.archived_at) || !next[event.status].includes(button.dataset.status);
    if (button.dataset.status === 'on_sale') {
      button.textContent = say(event.status === 'draft' ? 'Publish' : 'SellAgain');
    }
  }
  // One button stands out: to sell, else to look at what is sold.
  $('shop').classList.toggle('quiet', document.querySelector('[data-status="on_sale"]:not([hidden])') !== null);
  $('cancel-event').hidden = !session.mayCancel || event.status === 'cancelled';
  $('office').hidden = event.status !== 'on_sale' || Boolean(event.archived_at);
  $('prices-part').hidden = event.status === 'cancelled';
  $('capacity-part').hidden = event.status === 'cancelled';
}

// ---- How it sells

async function showSales() {
  const answer = await call('GET', `${path}/${session.isStaff ? 'stats' : 'status'}`);
  if (answer.status !== 200) {
    return;
  }
  const { body } = answer;
  const sold = body.sold ?? body.booked;
  const figures = [[say('Sold'), numberOf(sold)], [say('Held'), numberOf(body.held)], [say('Withheld'), numberOf(body.withheld)], [say('Free'), numberOf(body.available)]];
  if (body.revenue !== undefined) {
    figures.push([say('Revenue'), moneyOf(body.revenue, body.currency)]);
    if (event.fees) {
      figures.push([say('Fees'), moneyOf(body.fees, body.currency)]);
    }
    if (event.tax) {
      figures.push([event.tax.included ? say('Tax.Of', event.tax.name) : event.tax.name, moneyOf(body.taxes, body.currency)]);
    }
    if (sold > 0) {
      figures.push([say('Conversion'), new Intl.NumberFormat(language, { style: 'percent' }).format(body.conversion)]);
    }
  }
  $('figures').replaceChildren(...figures.map(([name, value]) => make('div', { name: 'figure' }, make('dt', { text: name }), make('dd', { name: 'number', text: value }))));
  $('sections-table').tBodies[0].replaceChildren(...body.sections.map(sales));
  $('as-of').textContent = say('AsOf', clockOf(Date.now()));
  if (session.isStaff) {
    await showCurve(path);
  }
}

function sales(section) {
  const sold = section.sold ?? section.booked;
  const total = sold + section.held + section.withheld + section.available;
  const share = number => `${total === 0 ? 0 : (100 * number) / total}%`;
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.setAttribute('class', 'sales-bar');
  picture.setAttribute('aria-hidden', 'true');
  for (const [name, from, size] of [['bar-all', '0%', '100%'], ['bar-held', share(sold), share(section.held)], ['bar-sold', '0%', share(sold)]]) {
    const part = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    part.setAttribute('class', name);
    part.setAttribute('x', from);
    part.setAttribute('width', size);
    part.setAttribute('height', '100%');
    picture.append(part);
  }
  return make('tr', {},
    make('th', { scope: 'row', text: event.sections.find(one => one.id === section.id)?.name || section.id }),
    make('td', { name: 'bar-cell' }, picture),
    ...[sold, section.held, section.withheld, section.available].map(number => make('td', { name: 'number', text: numberOf(number) })),
    make('td', { name: 'number staff', text: section.revenue === undefined ? '' : moneyOf(section.revenue, event.currency) }));
}

/** Told of each change where there is a stream; else it looks now and then. */
function follow() {
  let waiting = null;
  const soon = () => {
    waiting ??= setTimeout(async () => {
      waiting = null;
      await showSales();
    }, 1000);
  };
  if (event.status !== 'draft') {
    const stream = new EventSource(`${path}/stream`);
    for (const kind of ['event', 'status', 'resync']) {
      stream.addEventListener(kind, soon);
    }
    addEventListener('pagehide', () => stream.close());
  }
  setInterval(() => document.visibilityState === 'visible' && soon(), 15000);
}

async function change(body, done) {
  const answer = await call('PATCH', path, { body, ifMatch });
  if (answer.status === 200) {
    $('problem').hidden = true;
    show(answer);
    tell(done());
    return true;
  }
  $('problem').textContent = whyNot(answer);
  $('problem').hidden = false;
  const now = await call('GET', path);
  if (now.status === 200) {
    show(now);
  }
  return false;
}

/** What is on sale is stopped after a question; what is published has its dates to come. */
async function changeStatus(status) {
  $('published').hidden = true;
  if (status !== 'on_sale') {
    $('stop-title').textContent = say(`Stop.${status}`);
    $('stop-text').textContent = say(`Stop.${status}.Text`);
    $('stop-send').textContent = document.querySelector(`[data-status="${status}"]`).textContent;
    $('stop-send').value = status;
    return $('stop-dialog').showModal();
  }
  const isFirst = event.status === 'draft';
  if (isFirst && [event.starts_at, event.ends_at, event.sale_closes_at].some(time => Date.parse(time) <= Date.now())) {
    $('problem').textContent = say('Publish.Over');
    $('problem').hidden = false;
    return $('problem').scrollIntoView({ block: 'nearest' });
  }
  if (await change({ status }, () => named('EventStatus', saleState(event))) && isFirst) {
    showPublished();
  }
}

async function stop(submitted) {
  submitted.preventDefault();
  $('stop-dialog').close();
  await change({ status: submitted.submitter.value }, () => named('EventStatus', saleState(event)));
}

// ---- Bookings

function bookingsQuery() {
  const query = new URLSearchParams({ event_id: id });
  const search = $('bookings-search').value.trim();
  if (search) {
    query.set(/^[0-9A-Z]{10}$/i.test(search) ? 'reference' : 'customer_id', /^[0-9A-Z]{10}$/i.test(search) ? search.toUpperCase() : search);
  }
  if ($('bookings-status').value) {
    query.set('status', $('bookings-status').value);
  }
  return query;
}

async function findBookings(more = false) {
  const query = bookingsQuery();
  query.set('limit', '25');
  if (more && cursor) {
    query.set('cursor', cursor);
  }
  const answer = await call('GET', `/api/v1/admin/bookings?${query}`);
  if (answer.status !== 200) {
    $('bookings-none').textContent = whyNot(answer);
    $('bookings-none').hidden = false;
    $('bookings').hidden = true;
    return;
  }
  cursor = answer.body.next_cursor;
  const rows = answer.body.items.map(bookingRow);
  if (more) {
    $('bookings').tBodies[0].append(...rows);
  } else {
    $('bookings').tBodies[0].replaceChildren(...rows);
  }
  labelCells($('bookings'));
  const any = $('bookings').tBodies[0].rows.length > 0;
  $('bookings').hidden = !any;
  $('bookings-none').textContent = say('NoBookings');
  $('bookings-none').hidden = any;
  $('bookings-more').hidden = !cursor;
}

/** The seats, and how many places without numbers. */
function placesOf(booking) {
  const others = booking.quantity - booking.seats.length;
  return [seatNames(booking.seats, event.sections).join('; '), others > 0 ? numberOf(others) : ''].filter(Boolean).join(' + ');
}

const bookingRow = booking => make('tr', {},
  make('th', { scope: 'row' }, make('a', { name: 'number', href: `/organize/bookings/${booking.id}`, text: booking.booking_reference })),
  make('td', { text: booking.email ?? booking.user_id ?? say('Guest') }),
  make('td', { text: placesOf(booking) }),
  make('td', {}, badge('Status', booking.status)),
  make('td', { name: 'number', text: moneyOf(booking.total_amount, booking.currency) }),
  make('td', { name: 'number', text: timeOf(booking.created_at) }));

async function saveCsv() {
  const query = bookingsQuery();
  query.set('format', 'csv');
  const answer = await call('GET', `/api/v1/admin/bookings?${query}`, { as: 'blob' });
  if (answer.status === 200) {
    download(answer.body, 'bookings.csv');
  } else {
    $('bookings-none').textContent = whyNot(answer);
    $('bookings-none').hidden = false;
  }
}

// ---- Cancelling the event

async function askToCancel() {
  complain('cancel-error');
  $('cancel-what').textContent = say('Cancel.Counting');
  $('cancel-dialog').showModal();
  const answer = await call('POST', `/api/v1/admin/events/${id}/cancel`, { body: { reason: '-', dry_run: true } });
  $('cancel-what').textContent = answer.status === 200
    ? say('Cancel.What', count('Bookings', answer.body.bookings), moneyOf(answer.body.refund_amount, answer.body.currency))
    : whyNot(answer);
}

async function cancelEvent(submitted) {
  submitted.preventDefault();
  const reason = $('cancel-reason').value.trim();
  if (!reason) {
    return complain('cancel-error', say('NeedsReason'), $('cancel-reason'));
  }
  const answer = await call('POST', `/api/v1/admin/events/${id}/cancel`, { body: { reason } });
  if (answer.status !== 202 && answer.status !== 200) {
    return complain('cancel-error', whyNot(answer));
  }
  $('cancel-dialog').close();
  await watchCancellation();
}

/** How far it is, also after the page was loaded anew. */
async function watchCancellation() {
  const answer = await call('GET', `/api/v1/admin/events/${id}/cancellation`);
  if (answer.status !== 200) {
    return;
  }
  const { body } = answer;
  const isOver = body.finished_at !== null;
  $('cancellation').textContent = say(isOver ? 'Cancelled' : 'Cancelling', count('Bookings', body.cancelled), moneyOf(body.refunded_amount, body.currency), numberOf(body.looked_at), numberOf(body.total));
  $('cancellation').hidden = false;
  const now = await call('GET', path);
  if (now.status === 200) {
    show(now);
  }
  if (!isOver) {
    setTimeout(watchCancellation, 2000);
  }
}

/** How far those who have booked are told of another time or place. */
async function watchNotice() {
  const answer = await call('GET', `${path}/notice`);
  if (answer.status !== 200) {
    return;
  }
  const { body } = answer;
  const parts = [say(body.finished_at === null ? 'Telling' : 'Told', count('Bookings', body.told))];
  if (body.waiting > 0) {
    parts.push(say('TellAgain', count('Bookings', body.waiting)));
  }
  if (body.given_up > 0) {
    parts.push(say('TellFailed', count('Bookings', body.given_up)));
  }
  $('buyers-told').textContent = parts.join(' ');
  $('buyers-told').hidden = false;
  if (body.finished_at === null) {
    setTimeout(watchNotice, 5000);
  }
}

// ---- A copy at another time

const zone = () => event.time_zone ?? 'UTC';

function askAgain() {
  complain('again-error');
  $('again-start').value = event.starts_at ? localOf(event.starts_at, zone()) : '';
  $('again-dialog').showModal();
}

async function sendAgain(submitted) {
  submitted.preventDefault();
  const start = $('again-start').value ? momentOf($('again-start').value, zone()) : null;
  if (!start) {
    return complain('again-error', say($('again-start').value ? 'Time.Gap' : 'NeedsTime'), $('again-start'));
  }
  if (Date.parse(start) <= Date.now()) {
    return complain('again-error', say('Time.Over'), $('again-start'));
  }
  const answer = await call('POST', `${path}/duplicate`, { body: { starts_at: start }, key: againKey });
  if (answer.status === 201 || answer.status === 200) {
    location.assign(`/organize/events/${answer.body.event_id}/edit`);
    return;
  }
  againKey = answer.status === 0 || answer.status >= 500 ? againKey : crypto.randomUUID();
  const wrong = Object.values(answer.body?.errors ?? {}).flat();
  complain('again-error', wrong.length > 0 ? wrong.join(' ') : whyNot(answer));
}

for (const button of document.querySelectorAll('[data-status]')) {
  button.addEventListener('click', () => changeStatus(button.dataset.status));
}
$('stop-form').addEventListener('submit', stop);
for (const button of document.querySelectorAll('.copy-link')) {
  button.addEventListener('click', copyLink);
}
$('list-it').addEventListener('click', () => change({ visibility: event.visibility === 'unlisted' ? 'listed' : 'unlisted' }, () => say(event.visibility === 'unlisted' ? 'IsUnlisted' : 'IsListed')));
$('put-away').addEventListener('click', () => change({ archived: !event.archived_at }, () => say(event.archived_at ? 'IsArchived' : 'IsBack')));
$('bookings-form').addEventListener('submit', submitted => {
  submitted.preventDefault();
  void findBookings();
});
$('bookings-more').addEventListener('click', () => findBookings(true));
$('bookings-csv').addEventListener('click', saveCsv);
$('again').addEventListener('click', askAgain);
$('again-form').addEventListener('submit', sendAgain);
$('cancel-event').addEventListener('click', askToCancel);
$('cancel-form').addEventListener('submit', cancelEvent);
start(load);
