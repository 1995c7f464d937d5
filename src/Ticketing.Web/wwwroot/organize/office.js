// The box office: places of one section for somebody who is here, of one ticket type or several, with what they cost before the money is taken.

import { feesOf, taxOf } from '../js/fees.js';
import { leftText, typesLeft } from './prices.js';
import { call, complain, whyNot } from './session.js';
import { $, count, make, moneyOf, numberOf, say } from './words.js';

let event = null;
let sold = null;

/** How many there still are of ticket types of which there are only so many. */
let left = {};

/** Sending a sale again is the same sale; another one is another. */
let key = crypto.randomUUID();

/** What a section is sold as now: its ticket types that are on sale and need no code, or its one price. */
function offersOf(section) {
  const now = Date.now();
  return section.ticket_types?.filter(type => type.access !== 'code' && !(Date.parse(type.sale_opens_at) > now) && !(Date.parse(type.sale_closes_at) <= now))
    ?? [{ id: null, name: say('Office.Qty'), price: section.price }];
}

const sectionOf = () => event.sections[$('office-section').value];

function showOffers() {
  $('office-types').replaceChildren(...offersOf(sectionOf()).map((offer, at) => {
    const id = at === 0 ? 'office-qty' : `office-qty-${at}`;
    const input = make('input', { id, type: 'number', min: offer.id ? 0 : 1, max: Math.min(1000, left[offer.id] ?? 1000), value: at === 0 && left[offer.id] !== 0 ? 1 : 0, 'data-offer': at });
    const words = [offer.name, ...(offer.id ? [moneyOf(offer.price, event.currency)] : []), ...(offer.id in left ? [leftText(left[offer.id])] : [])];
    return make('div', { name: 'field' }, make('label', { for: id, text: words.join(', ') }), input);
  }));
  showCost();
}

/** What is wanted: an offer and a number of it. */
function wanted() {
  const offers = offersOf(sectionOf());
  return Array.from($('office-types').querySelectorAll('[data-offer]'), input => ({ offer: offers[input.dataset.offer], qty: Number(input.value) || 0 })).filter(one => one.qty > 0);
}

// ---- What it costs, in minor units

const decimalsOf = amount => (amount.includes('.') ? amount.length - amount.indexOf('.') - 1 : 0);

/** A fee as the API writes it. */
const feeIn = (fee, minorOf) => fee && { fixed: minorOf(fee.fixed), hundredths: Math.round(Number(fee.percent) * 100) };

function showCost() {
  const lines = wanted();
  const decimals = decimalsOf(sectionOf().price);
  const minorOf = amount => Math.round(Number(amount) * 10 ** decimals);
  const write = minor => moneyOf((minor / 10 ** decimals).toFixed(decimals), event.currency);
  const places = lines.reduce((sum, { offer, qty }) => sum + qty * minorOf(offer.price), 0);
  const fees = feesOf(
    { ticket: feeIn(event.fees?.per_ticket, minorOf), order: feeIn(event.fees?.per_order, minorOf) },
    lines.flatMap(({ offer, qty }) => Array.from({ length: qty }, () => minorOf(offer.price))),
    decimals);
  const hundredths = percent => Math.round(Number(percent) * 100);
  const tax = taxOf(
    event.tax && !event.tax.included ? { tickets: hundredths(event.tax.percent), fees: hundredths(event.tax.fee_percent) } : undefined,
    places,
    fees.tickets + fees.order,
    decimals);
  const rows = [
    ...lines.map(({ offer, qty }) => [offer.id ? `${numberOf(qty)} × ${offer.name}` : count('Places', qty), qty * minorOf(offer.price)]),
    ...(fees.tickets > 0 ? [[say('Office.TicketFees'), fees.tickets]] : []),
    ...(fees.order > 0 ? [[say('Office.OrderFee'), fees.order]] : []),
    ...(tax > 0 ? [[event.tax.name, tax]] : []),
  ];
  $('office-lines').replaceChildren(...rows.map(([name, minor]) => make('div', {}, make('dt', { text: name }), make('dd', { name: 'number', text: write(minor) }))));
  $('office-total').textContent = write(places + fees.tickets + fees.order + tax);
}

// ---- Selling

async function sell(submitted) {
  submitted.preventDefault();
  const reference = $('office-reference').value.trim();
  const email = $('office-email').value.trim();
  const lines = wanted();
  complain('office-error');
  $('office-sold').hidden = true;
  if (lines.length === 0) {
    return complain('office-error', say('Office.NeedsPlaces'), $('office-qty'));
  }
  if (!reference) {
    return complain('office-error', say('Office.NeedsReference'), $('office-reference'));
  }
  const button = submitted.submitter;
  button.disabled = true;
  const answer = await call('POST', '/api/v1/book', {
    body: {
      event_id: event.event_id,
      section: sectionOf().id,
      qty: lines.reduce((sum, { qty }) => sum + qty, 0),
      ...(lines[0].offer.id ? { types: lines.map(({ offer, qty }) => ({ type: offer.id, qty })) } : {}),
      payment_method: $('office-method').value,
      payment_reference: reference,
      reason: say('Office.Why'),
      ...(email ? { email } : {}),
    },
    key,
  });
  button.disabled = false;
  if (answer.status !== 201 && answer.status !== 200) {
    // Another try after a refusal is another sale; after no answer it is the same.
    key = answer.status === 0 || answer.status >= 500 ? key : crypto.randomUUID();
    return complain('office-error', whyNot(answer));
  }
  key = crypto.randomUUID();
  const places = answer.body.seats.length > 0 ? answer.body.seats.join(', ') : count('Places', answer.body.quantity);
  $('office-sold').replaceChildren(
    make('p', { text: say('Office.Sold', answer.body.booking_reference, places, moneyOf(answer.body.total_amount, answer.body.currency)) }),
    make('p', {}, make('a', { href: `/organize/bookings/${answer.body.id}`, text: say('Office.Open') })));
  $('office-sold').hidden = false;
  $('office-reference').value = '';
  if (Object.keys(left).length > 0) {
    left = await typesLeft(event);
    showOffers();
  }
  await sold();
}

/** Shows what there is to sell; who is told when something was sold. */
export function openOffice(of, typesLeft, whenSold) {
  [event, left, sold] = [of, typesLeft, whenSold];
  $('office-section').replaceChildren(...event.sections.map((section, at) =>
    new Option(section.ticket_types ? section.name || section.id : `${section.name || section.id}, ${moneyOf(section.price, event.currency)}`, at)));
  showOffers();
}

$('office-section').addEventListener('input', showOffers);
$('office-types').addEventListener('input', showCost);
$('office-form').addEventListener('submit', sell);
