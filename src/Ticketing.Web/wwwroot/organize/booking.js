// One booking: what it is, what became of it, and what may be done.

import { decimalsOf, wrongPrice } from './checks.js';
import { sectionName, seatName, seatNames } from './seats.js';
import { call, complain, download, fail, session, showView, start, whyNot } from './session.js';
import { $, badge, make, moneyOf, named, numberOf, say, timeOf } from './words.js';

const id = location.pathname.split('/')[3];
let booking = null;
let ifMatch = null;
let act = null;

/** The sections of its event, for their names. */
let sections = [];

/** What cancelling the chosen tickets pays back is asked for each time that others are chosen: the last answer counts. */
let counted = 0;

async function load() {
  const answer = await call('GET', `/api/v1/${session.seesBookings ? 'admin/' : ''}bookings/${id}`);
  if (answer.status !== 200) {
    return fail(answer);
  }
  booking = answer.body;
  ifMatch = answer.etag;
  const event = await call('GET', `/api/v1/events/${booking.event_id}`);
  sections = event.status === 200 ? event.body.sections : [];
  show();
  await showReceipts();
  await showAttendees();
  await showHistory();
  showView();
}

function show() {
  $('booking-event').href = `/organize/events/${booking.event_id}`;
  $('booking-reference').textContent = booking.booking_reference;
  $('booking-status').replaceChildren(badge('Status', booking.status));
  const facts = [
    [say('Who'), booking.email ?? booking.user_id ?? say('Guest')],
    [say('Places'), [...seatNames(booking.seats, sections), ...unnumbered()].join('; ')],
    ...(booking.given_back_tickets ? [[say('GivenBack'), booking.given_back_tickets.map(numberOf).join(', ')]] : []),
    ...lines(),
    [say('Total'), moneyOf(booking.total_amount, booking.currency)],
    [say('Refunded'), moneyOf(booking.refunded_amount, booking.currency)],
    [say('Payment'), [named('Status', booking.payment_status), booking.payment_provider, booking.payment_method, booking.payment_reference].filter(Boolean).join(', ')],
    [say('Made'), timeOf(booking.created_at)],
    [say('Mailed'), booking.tickets_mailed_at ? timeOf(booking.tickets_mailed_at) : say('NotYet')],
  ];
  $('booking-facts').replaceChildren(...facts.map(([name, value]) => make('div', {}, make('dt', { text: name }), make('dd', { text: value }))));
  const has = { confirm: session.seesBookings && booking.status === 'pending', pdf: hasTickets(), mail: hasTickets(), refund: mayRefund(), giveback: session.isManager && booking.status === 'confirmed' && booking.quantity > 1, cancel: session.isManager && ['pending', 'confirmed'].includes(booking.status) };
  for (const button of $('booking-acts').children) {
    button.hidden = !has[button.dataset.act];
  }
}

/** Places without numbers, by section. */
function unnumbered() {
  const lines = booking.price_breakdown?.lines.filter(line => line.seats.length === 0) ?? (booking.seats.length > 0 ? [] : [{ section: booking.section, qty: booking.quantity }]);
  return lines.map(line => `${numberOf(line.qty)} × ${sectionName(line.section, sections)}`);
}

/** What the total is made of; nothing where that is the sections' prices alone. */
function lines() {
  const prices = booking.price_breakdown;
  return prices ? [
    ...prices.lines.map(line => [line.name ?? sectionName(line.section, sections), `${numberOf(line.qty)} × ${moneyOf(line.unit_price, booking.currency)}`]),
    ...(prices.fees.length > 0 ? [[say('Fees'), moneyOf(prices.fees_amount, booking.currency)]] : []),
    ...(prices.taxes ?? []).map(tax => [say(tax.included ? 'Tax.Included' : 'Tax.Added', tax.percent, tax.name), moneyOf(tax.amount, booking.currency)]),
  ] : [];
}

/** Who comes, where the event asks or asked. */
async function showAttendees() {
  const answer = await call('GET', `/api/v1/bookings/${id}/attendees`);
  if (answer.status !== 200) {
    return;
  }
  const { body } = answer;
  const words = answers => answers.map(one => `${one.text}: ${one.answer}`);
  const facts = [
    ...body.answers.map(one => [one.text, one.answer]),
    ...body.attendees.map(one => [say('Attendee.Ticket', numberOf(one.number)), [one.name, one.email, ...words(one.answers)].filter(Boolean).join(', ')]).filter(([, text]) => text),
  ];
  $('attendees-part').hidden = facts.length === 0;
  $('attendees').replaceChildren(...facts.map(([name, value]) => make('div', {}, make('dt', { text: name }), make('dd', { text: value }))));
}

const hasTickets = () => ['confirmed', 'completed'].includes(booking.status);
const mayRefund = () => session.mayCancel && ['confirmed', 'cancelled', 'completed'].includes(booking.status) && Number(booking.refunded_amount) < Number(booking.total_amount);

async function showHistory() {
  const answer = await call('GET', `/api/v1/bookings/${id}/history`);
  const steps = answer.status === 200 ? answer.body.items : [];
  $('history').replaceChildren(...steps.reverse().map(step => make('li', {},
    make('span', { name: 'row' }, badge('Status', step.status), make('span', { name: 'muted number', text: timeOf(step.at) })),
    make('span', { text: [say('By', step.by), step.attendees_changed ? say('Attendee.Changed') : '', step.ticket_numbers ? say('GaveBack', step.ticket_numbers.map(numberOf).join(', ')) : '', step.why].filter(Boolean).join(' – ') }))));
}

// ---- What may be done

function ask(button) {
  act = button.dataset.act;
  $('booking-done').hidden = true;
  if (act === 'pdf') {
    return savePdf();
  }
  $('act-title').textContent = button.textContent;
  $('act-text').textContent = say(`Ask.${act}`, booking.booking_reference, money(booking.total_amount));
  $('act-amount-field').hidden = act !== 'refund';
  $('act-tickets-field').hidden = act !== 'giveback';
  $('act-tickets').replaceChildren(...(act === 'giveback' ? tickets() : []));
  $('act-reference-field').hidden = act !== 'confirm';
  $('act-amount').value = '';
  $('act-most').textContent = say('Refund.UpTo', money(refundable()));
  $('act-send').textContent = button.textContent;
  $('act-send').className = ['cancel', 'giveback'].includes(act) ? 'button danger' : 'button';
  complain('act-error');
  $('act-dialog').showModal();
}

const money = amount => moneyOf(amount, booking.currency);

/** What can still be paid back. */
const refundable = () => (Number(booking.total_amount) - Number(booking.refunded_amount)).toFixed(decimalsOf(booking.currency));

const amount = () => $('act-amount').value.trim().replace(',', '.');

/** What is wrong with the amount that is to be paid back. Empty: nothing. */
function wrongAmount() {
  return !amount() || Number(amount()) === 0 ? say('Refund.Needed', money(refundable()))
    : wrongPrice(amount(), booking.currency) || (Number(amount()) > Number(refundable()) ? say('Refund.TooMuch', money(refundable())) : '');
}

/** The button says how much is paid back, before it is pressed. */
async function showAmount() {
  const mine = ++counted;
  const word = document.querySelector(`#booking-acts [data-act="${act}"]`).textContent;
  if (act === 'refund') {
    $('act-send').textContent = wrongAmount() ? word : say('Refund.Amount', money(amount()));
    return;
  }
  $('act-send').textContent = word;
  if (chosen().length === 0) {
    return;
  }
  const answer = await call('PUT', `/api/v1/bookings/${id}/give-back`, { body: { tickets: chosen(), reason: '-', dry_run: true }, ifMatch });
  if (mine === counted && answer.status === 200) {
    const back = Number(answer.body.refunded_amount) - Number(booking.refunded_amount);
    $('act-send').textContent = say('GiveBack.Amount', money(back.toFixed(decimalsOf(booking.currency))));
  }
}

/** A box for each ticket that the booking has: numbers stay what they were when others are given back. */
function tickets() {
  const given = booking.given_back_tickets ?? [];
  const numbers = Array.from({ length: booking.quantity + given.length }, (_, i) => i + 1).filter(number => !given.includes(number));
  return numbers.map((number, i) => make('label', { name: 'field check' },
    make('input', { type: 'checkbox', value: String(number) }),
    make('span', { text: [say('Attendee.Ticket', numberOf(number)), booking.seats[i] && seatName(booking.seats[i], sections)].filter(Boolean).join(', ') })));
}

const chosen = () => [...$('act-tickets').querySelectorAll('input:checked')].map(box => Number(box.value));

async function carryOut(submitted) {
  submitted.preventDefault();
  const reason = $('act-reason').value.trim();
  if (act === 'giveback' && chosen().length === 0) {
    return complain('act-error', say('NeedsTickets'), $('act-tickets').querySelector('input'));
  }
  const why = act === 'refund' ? wrongAmount() : '';
  if (why) {
    return complain('act-error', why, $('act-amount'));
  }
  if (!reason) {
    return complain('act-error', say('NeedsReason'), $('act-reason'));
  }
  $('act-send').disabled = true;
  const answer = await sendAct(reason);
  $('act-send').disabled = false;
  if (answer.status !== 200) {
    complain('act-error', whyNot(answer));
    if (answer.status === 412) {
      await load();
    }
    return;
  }
  $('act-dialog').close();
  $('act-reason').value = '';
  $('booking-done').textContent = act === 'mail' ? say(answer.body.sent ? 'Done.mail' : 'Done.kept') : say(`Done.${act}`);
  $('booking-done').hidden = false;
  await load();
}

function sendAct(reason) {
  const staff = session.mayCancel ? 'admin/' : '';
  switch (act) {
    case 'mail':
      return call('POST', `/api/v1/bookings/${id}/tickets/mail`, { body: { reason } });
    case 'refund':
      return call('PUT', `/api/v1/admin/bookings/${id}/refund`, { body: { reason, amount: amount() }, ifMatch });
    case 'giveback':
      return call('PUT', `/api/v1/bookings/${id}/give-back`, { body: { tickets: chosen(), reason }, ifMatch });
    case 'confirm':
      return call('PUT', `/api/v1/admin/bookings/${id}/confirm`, { body: withReference({ reason }), ifMatch });
    default:
      return call('PUT', `/api/v1/${staff}bookings/${id}/cancel`, { body: { reason }, ifMatch });
  }
}

function withReference(body) {
  const reference = $('act-reference').value.trim();
  return reference ? { ...body, payment_reference: reference } : body;
}

const savePdf = () => save('tickets.pdf', `tickets-${booking.booking_reference}.pdf`);

/** The receipts, each a button that saves it: the API wants the token of whoever asks. */
async function showReceipts() {
  const answer = await call('GET', `/api/v1/bookings/${id}/receipts`);
  const receipts = answer.status === 200 ? answer.body.items : [];
  $('receipts').hidden = receipts.length === 0;
  $('receipts').replaceChildren(...receipts.map(receipt => {
    const button = make('button', { type: 'button', name: 'link', text: `${named('Receipt', receipt.kind)} ${receipt.number}, ${moneyOf(receipt.amount, receipt.currency)}` });
    button.addEventListener('click', () => save(`receipts/${receipt.number}.pdf`, `${receipt.number}.pdf`));
    return make('li', {}, button);
  }));
}

async function save(path, name) {
  const answer = await call('GET', `/api/v1/bookings/${id}/${path}`, { as: 'blob' });
  if (answer.status === 200) {
    download(answer.body, name);
  } else {
    $('problem').textContent = whyNot(answer);
    $('problem').hidden = false;
  }
}

for (const button of $('booking-acts').children) {
  button.addEventListener('click', () => ask(button));
}
$('act-form').addEventListener('submit', carryOut);
$('act-amount').addEventListener('input', showAmount);
$('act-tickets').addEventListener('change', showAmount);
start(load);
