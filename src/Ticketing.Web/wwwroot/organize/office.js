// The box office: places of one section or several for somebody who is here, of one ticket type or several, with what they cost before the money is taken.

import { feesOf, taxOf } from '../js/fees.js';
import { leftText, typesLeft } from './prices.js';
import { seatNames } from './seats.js';
import { call, complain, whyNot } from './session.js';
import { $, count, make, moneyOf, numberOf, say } from './words.js';

let event = null;
let sold = null;

/** How many there still are of ticket types of which there are only so many. */
let left = {};

/** Sending a sale again is the same sale; another one is another. */
let key = crypto.randomUUID();

/** What is wanted of each section that somebody chose numbers in: they stay when another section is looked at. */
const picked = new Map();

/** What a section is sold as now: its ticket types that are on sale and need no code, or its one price. */
function offersOf(section) {
  const now = Date.now();
  return section.ticket_types?.filter(type => type.access !== 'code' && !(Date.parse(type.sale_opens_at) > now) && !(Date.parse(type.sale_closes_at) <= now))
    ?? [{ id: null, name: say('Office.Qty'), price: section.price }];
}

const sectionOf = () => event.sections[$('office-section').value];

const nameOf = section => section.name || section.id;

function showOffers() {
  const known = picked.get(sectionOf().id);
  const isFirst = [...picked.values()].every(numbers => numbers.every(({ qty }) => qty === 0));
  $('office-types').replaceChildren(...offersOf(sectionOf()).map((offer, at) => {
    const id = at === 0 ? 'office-qty' : `office-qty-${at}`;
    const most = Math.min(1000, left[offer.id] ?? 1000);
    const value = known ? known[at]?.qty ?? 0 : at === 0 && isFirst && most > 0 ? 1 : 0;
    const input = make('input', { id, type: 'number', min: 0, max: most, value, 'data-offer': at });
    const words = [offer.name, ...(offer.id ? [moneyOf(offer.price, event.currency)] : []), ...(offer.id in left ? [leftText(left[offer.id])] : [])];
    return make('div', { name: 'field' }, make('label', { for: id, text: words.join(', ') }), input);
  }));
  showCost();
}

/** The numbers that are shown: of each offer of the section. */
function shown() {
  const section = sectionOf();
  const offers = offersOf(section);
  return Array.from($('office-types').querySelectorAll('[data-offer]'), input => ({ section, offer: offers[input.dataset.offer], qty: Number(input.value) || 0 }));
}

/** The order: what was chosen in other sections, and the numbers that are shown. */
function orderOf() {
  const here = sectionOf();
  return event.sections.flatMap(section => (section === here ? shown() : picked.get(section.id) ?? [])).filter(one => one.qty > 0);
}

/** Somebody has chosen the numbers that are shown: they stay when another section is looked at. */
function pick() {
  picked.set(sectionOf().id, shown());
  showCost();
}

/** What an order over all of it asks for, in the words of the API: one section by itself, or several as items. */
function wishOf(lines) {
  const wishes = event.sections.map(section => [section, lines.filter(line => line.section === section)]).filter(([, own]) => own.length > 0).map(([section, own]) => ({
    section: section.id,
    ...(own[0].offer.id ? { types: own.map(({ offer, qty }) => ({ type: offer.id, qty })) } : { qty: own[0].qty }),
  }));
  return wishes.length === 1 ? wishes[0] : { items: wishes };
}

// ---- What it costs, in minor units

const decimalsOf = amount => (amount.includes('.') ? amount.length - amount.indexOf('.') - 1 : 0);

/** A fee as the API writes it. */
const feeIn = (fee, minorOf) => fee && { fixed: minorOf(fee.fixed), hundredths: Math.round(Number(fee.percent) * 100) };

function showCost() {
  const lines = orderOf();
  const isOfSeveral = new Set(lines.map(({ section }) => section)).size > 1;
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
    ...lines.map(({ section, offer, qty }) => [
      (offer.id ? `${numberOf(qty)} × ${offer.name}` : count('Places', qty)) + (isOfSeveral ? `, ${nameOf(section)}` : ''), qty * minorOf(offer.price)]),
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
  const lines = orderOf();
  complain('office-error');
  $('office-sold').hidden = true;
  if (lines.length === 0) {
    return complain('office-error', say('Office.NeedsPlaces'), $('office-qty'));
  }
  if (!reference) {
    return complain('office-error', say('Office.NeedsReference'), $('office-reference'));
  }
  if (email && !$('office-email').checkValidity()) {
    return complain('office-error', say('Email.Wrong'), $('office-email'));
  }
  const button = submitted.submitter;
  button.disabled = true;
  const answer = await call('POST', '/api/v1/book', {
    body: {
      event_id: event.event_id,
      ...wishOf(lines),
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
  const places = answer.body.seats.length > 0 ? seatNames(answer.body.seats, event.sections).join('; ') : count('Places', answer.body.quantity);
  $('office-sold').replaceChildren(
    make('p', { text: say('Office.Sold', answer.body.booking_reference, places, moneyOf(answer.body.total_amount, answer.body.currency)) }),
    make('p', {}, make('a', { href: `/organize/bookings/${answer.body.id}`, text: say('Office.Open') })));
  $('office-sold').hidden = false;
  $('office-reference').value = '';
  picked.clear();
  if (Object.keys(left).length > 0) {
    left = await typesLeft(event);
  }
  showOffers();
  await sold();
}

/** Shows what there is to sell; who is told when something was sold. */
export function openOffice(of, typesLeft, whenSold) {
  [event, left, sold] = [of, typesLeft, whenSold];
  picked.clear();
  $('office-section').replaceChildren(...event.sections.map((section, at) =>
    new Option(section.ticket_types ? nameOf(section) : `${nameOf(section)}, ${moneyOf(section.price, event.currency)}`, at)));
  showOffers();
}

$('office-section').addEventListener('input', showOffers);
$('office-types').addEventListener('input', pick);
$('office-form').addEventListener('submit', sell);
