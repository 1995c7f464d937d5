// A new event, or a change of one.

import { mark, unmark, wrongNumber, wrongPercent, wrongPrice } from './checks.js';
import { drawPlan } from './plan.js';
import { addType, amountOf, idOf, readTypes } from './prices.js';
import { addQuestion, readQuestions } from './questions.js';
import { drawSeatPlan, generate, placesOf, readFile, shapesOf, wordsOf } from './seat-plan.js';
import { call, complain, download, fail, session, showView, start, whyNot } from './session.js';
import { $, count, numberOf, say } from './words.js';
import { here, isZone, localOf, momentOf, zones } from './zones.js';

const [, id] = location.pathname.match(/^\/organize\/events\/([^/]+)\/edit$/) ?? [];
const texts = ['name', 'description', 'organizer', 'image_url', 'venue', 'address', 'time_zone'];
const times = ['starts_at', 'ends_at', 'doors_open_at', 'give_back_until', 'sale_opens_at', 'sale_closes_at'];
const numbers = ['max_quantity', 'max_per_customer', 'cancel_until_hours', 'refund_percent'];

/** Times that are still to come when an event is created. */
const coming = ['starts_at', 'ends_at', 'sale_closes_at'];

/** What the fields of a ticket type are called, by the API's names of its members. */
const typeFields = { name: 'name', price: 'price', min_per_order: 'least', max_per_order: 'most', quota: 'quota', sale_opens_at: 'opens', sale_closes_at: 'closes', access: 'access' };

/** Minutes for which places are held, unless the organizer says otherwise: enough to fill in a checkout. */
const holdMinutes = 10;
let key = crypto.randomUUID();
const form = $('event-form');
let before = null;
let ifMatch = null;

/** The plan that is shown: of a file, or of the sections' numbers. Null: rows as they come need none. */
let plan = null;
let isFile = false;
let drawings = 0;

const field = name => form.elements.namedItem(name);
const valueOf = name => field(name).value.trim() || null;
const zone = () => valueOf('time_zone') ?? 'UTC';

// ---- Sections

/** @param planned the id of the section of a file's plan, which says all but the price. */
function addSection(kind, values = {}, planned = '') {
  const part = $('section-form').content.cloneNode(true).firstElementChild;
  const number = $('sections').children.length + 1;
  part.dataset.kind = kind;
  part.setAttribute('aria-label', say(`Kind.${kind}`));
  for (const one of part.querySelectorAll(planned ? '.general, .seated, [data-act="remove"]' : kind === 'seated' ? '.general' : '.seated')) {
    one.remove();
  }
  if (planned) {
    part.dataset.planned = planned;
    part.querySelector('[data-field="name"]').readOnly = true;
  }
  for (const input of part.querySelectorAll('[data-field]')) {
    input.id = `section-${number}-${Date.now()}-${input.dataset.field}`;
    part.querySelector(`[data-for="${input.dataset.field}"]`).htmlFor = input.id;
    input.value = values[input.dataset.field] ?? (input.dataset.field === 'shape' ? 'straight' : '');
    input.addEventListener('input', showPlan);
  }
  const shape = part.querySelector('[data-field="shape"]');
  shape?.addEventListener('input', () => {
    const isTables = shape.value === 'tables';
    part.querySelector('[data-for="rows"]').textContent = say(isTables ? 'Section.Tables' : 'Section.Rows');
    part.querySelector('[data-for="seats"]').textContent = say(isTables ? 'Section.AtTable' : 'Section.Seats');
    for (const one of part.querySelectorAll('.of-rows')) {
      one.hidden = isTables;
    }
  });
  part.querySelector('[data-act="add-type"]').addEventListener('click', () => addTypeTo(part).querySelector('input').focus());
  part.querySelector('[data-act="remove"]')?.addEventListener('click', () => {
    part.remove();
    showPlan();
  });
  $('sections').append(part);
  showPlan();
  return part;
}

/** A ticket type of a section; the first takes the section's own price over. */
const addTypeTo = section => addType(section.querySelector('[data-types]'), {}, zone(), section.querySelector('[data-field="price"]'));

/** Null: nothing is added. */
function readFees() {
  const fee = kind => {
    const parts = ['fixed', 'percent'].map(part => [part, valueOf(`fees.${kind}.${part}`)]).filter(([, text]) => text !== null);
    return parts.length > 0 ? Object.fromEntries(parts.map(([part, text]) => [part, amountOf(text)])) : null;
  };
  const fees = withoutNulls({ per_ticket: fee('per_ticket'), per_order: fee('per_order') });
  return Object.keys(fees).length > 0 ? fees : null;
}

/** Null: none. Whether prices are with it must be said where there is one. */
function readTax() {
  const tax = withoutNulls({ name: valueOf('tax.name'), percent: valueOf('tax.percent'), fee_percent: valueOf('tax.fee_percent') });
  if (Object.keys(tax).length === 0) {
    return null;
  }
  const shares = ['percent', 'fee_percent'].filter(name => tax[name]).map(name => [name, amountOf(tax[name])]);
  return { ...tax, ...Object.fromEntries(shares), included: field('tax.included').value === 'true' };
}

/** Null: whoever runs the service. */
function readSeller() {
  const seller = withoutNulls({ name: valueOf('seller.name'), address: valueOf('seller.address'), tax_number: valueOf('seller.tax_number') });
  return Object.keys(seller).length > 0 ? seller : null;
}

/** A, B … Z, AA, AB … */
function labelOf(row) {
  let label = '';
  for (let rest = row + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    label = String.fromCharCode(65 + ((rest - 1) % 26)) + label;
  }
  return label;
}

function readSections(wrong = []) {
  const taken = new Set();
  return Array.from($('sections').children, (part, at) => {
    const read = Object.fromEntries(Array.from(part.querySelectorAll('[data-field]'), one => [one.dataset.field, one.value.trim()]));
    const name = read.name || say(`Kind.${part.dataset.kind}`);
    const types = readTypes(part.querySelector('[data-types]'), (local, member) => momentAt(local, `sections[${at}].${member}`, wrong));
    const price = types.length > 0 ? { ticket_types: types } : { price: amountOf(read.price) };
    return { id: part.dataset.planned || idOf(name, taken), name, kind: part.dataset.kind, price, read, numbers: part.querySelectorAll('[data-field][type=number][min="1"]') };
  });
}

/** Numbers of a section that can't be. */
function checkNumbers(sections, wrong) {
  const why = input => wrongNumber(input.value, Number(input.min), Number(input.max));
  sections.forEach(({ numbers }, at) => wrong.push(...Array.from(numbers, input => [`sections[${at}].${input.dataset.field}`, why(input)]).filter(([, text]) => text)));
}

/** Prices that are missing or can't be. The service takes a price that is left out for free: nobody means that by an empty field. */
function checkPrices(sections, wrong) {
  const currency = valueOf('currency')?.toUpperCase() ?? '';
  sections.forEach(({ price }, at) => wrong.push(...(price.ticket_types?.map((type, number) => [`sections[${at}].ticket_types[${number}].price`, type.price])
    ?? [[`sections[${at}].price`, price.price]]).map(([name, text]) => [name, wrongPrice(text, currency)]).filter(([, text]) => text)));
}

/** Fees, taxes and rules that can't be; what is left out is fine. */
function checkTerms(wrong) {
  const currency = valueOf('currency')?.toUpperCase() ?? '';
  const minutes = valueOf('policy.hold_ttl_seconds');
  const whys = [
    ...['fees.per_ticket.fixed', 'fees.per_order.fixed'].map(name => [name, text => wrongPrice(text, currency)]),
    ...['fees.per_ticket.percent', 'fees.per_order.percent', 'tax.percent', 'tax.fee_percent'].map(name => [name, wrongPercent]),
    ...numbers.map(name => [`policy.${name}`, text => wrongNumber(text, Number(field(`policy.${name}`).min), Number(field(`policy.${name}`).max))]),
    ['policy.hold_ttl_seconds', () => (Number(minutes) > 0 && Number(minutes) <= 1440 ? '' : wrongNumber('', 1, 1440))],
  ];
  wrong.push(...whys.filter(([name]) => valueOf(name) !== null && !field(name).closest('[hidden]')).map(([name, why]) => [name, why(valueOf(name))]).filter(([, text]) => text));
}

/** As the API takes them where there is no plan. */
const plainOf = ({ id, name, kind, price, read }) => (kind === 'general'
  ? { id, name, kind, ...price, capacity: Number(read.capacity) || 0 }
  : { id, name, kind, ...price, rows: Array.from({ length: Math.min(Number(read.rows) || 0, 1000) }, (_, row) => ({ label: labelOf(row), seats: Number(read.seats) || 0 })) });

/** Where there is a plan, which says all but the prices. */
const pricedOf = ({ id, kind, price }) => ({ id, kind, ...price });

/** The plan of the form: from a file, or made from the sections' numbers. What is wrong with those is said at their section. */
async function readPlan(sections, wrong) {
  if (isFile) {
    return plan;
  }
  const shapes = shapesOf(sections);
  if (!shapes) {
    return null;
  }
  const made = await generate(shapes);
  wrong.push(...made.errors);
  return made.plan;
}

async function showPlan() {
  const mine = ++drawings;
  const sections = readSections();
  if (isFile || !shapesOf(sections)) {
    plan = isFile ? plan : null;
    showPicture(sections.map(plainOf));
    return;
  }

  // A moment after the last letter.
  await new Promise(done => setTimeout(done, 300));
  if (mine !== drawings) {
    return;
  }
  const wrong = [];
  checkNumbers(sections, wrong);
  if (wrong.length > 0) {
    // Numbers that are still being typed.
    return;
  }
  const made = await readPlan(sections, wrong);
  if (mine === drawings) {
    showSectionErrors(wrong);
    plan = made;
    showPicture(sections.map(plainOf));
  }
}

function showSectionErrors(wrong) {
  for (const one of $('sections').querySelectorAll('[data-error]')) {
    one.hidden = true;
  }
  for (const [name, text] of wrong) {
    const place = $('sections').children[name.match(/^sections\[(\d+)\]/)?.[1]]?.querySelector('[data-error]');
    if (place) {
      place.textContent = text;
      place.hidden = false;
    }
  }
}

function showPicture(plain, errors = []) {
  $('plan-save').hidden = plan === null;
  if (plan) {
    drawSeatPlan($('plan'), plan, errors);
    $('plan-words').textContent = `${count('Places', placesOf(plan))}. ${wordsOf(plan)}`;
    return;
  }
  const places = plain.reduce((sum, section) => sum + (section.capacity ?? section.rows.reduce((seats, row) => seats + row.seats, 0)), 0);
  drawPlan($('plan'), plain);
  $('plan-words').textContent = `${count('Places', places)}. ${plain.map(section => section.kind === 'general'
    ? say('Plan.General', section.name, numberOf(section.capacity))
    : say('Plan.Seated', section.name, numberOf(section.rows.length), numberOf(section.rows[0]?.seats ?? 0))).join(' ')}`;
}

/** A plan from a file takes the place of the sections; only their prices are asked for. */
async function takeFile() {
  const [file] = $('plan-file').files;
  if (!file) {
    return;
  }
  const read = await readFile(file);
  drawings++;
  complain('form-error', '');
  complain('plan-error', read.errors.map(([name, text]) => (name ? `${name}: ${text}` : text)).join('\n'), read.errors.length > 0 ? $('plan-file') : null);
  if (!read.plan || !Array.isArray(read.plan.sections)) {
    return;
  }
  plan = read.plan;
  isFile = true;
  showFile();
  $('sections').replaceChildren();
  for (const section of plan.sections) {
    addSection(section?.kind === 'general' ? 'general' : 'seated', { name: section?.name ?? section?.id, price: '25' }, String(section?.id ?? '?'));
  }
  showPicture([], read.errors);
}

function dropFile() {
  $('plan-file').value = '';
  complain('plan-error', '');
  isFile = false;
  plan = null;
  showFile();
  $('sections').replaceChildren();
  addSection('seated', { name: say('Kind.seated'), rows: 10, seats: 20, price: '25' });
  $('plan-file').focus();
}

function showFile() {
  $('plan-drop').hidden = !isFile;
  for (const one of [$('add-seated'), $('add-general')]) {
    one.hidden = isFile;
  }
}

// ---- Reading and filling the form

/** A time of the form as a moment; what can't be is said at its field. */
const readTime = (name, wrong) => momentAt(valueOf(name), name, wrong);

function momentAt(local, member, wrong) {
  if (!local || !isZone(zone())) {
    return null;
  }
  const moment = momentOf(local, zone());
  if (!moment) {
    wrong.push([member, say('Time.Gap')]);
  }
  return moment;
}

/** Times that can't be meant, by themselves or beside each other. What an event has already is not looked at: it may be under way. */
function checkTimes(body, wrong) {
  const at = name => Date.parse(name in body ? body[name] : before?.[name]);
  const note = (name, is, word) => is && !wrong.some(([known]) => known === name) && wrong.push([name, say(word)]);
  for (const name of coming.filter(name => name in body && at(name) !== Date.parse(before?.[name]))) {
    note(name, at(name) <= Date.now(), 'Time.Over');
  }
  const isChangedOf = (...names) => names.some(name => name in body);
  if (isChangedOf('starts_at', 'ends_at', 'doors_open_at')) {
    note('starts_at', Number.isNaN(at('starts_at')) && (at('ends_at') > 0 || at('doors_open_at') > 0), 'Time.NeedsStart');
    note('ends_at', at('ends_at') <= at('starts_at'), 'Time.EndsFirst');
    note('doors_open_at', at('doors_open_at') > at('starts_at'), 'Time.DoorsLate');
  }
  note('sale_closes_at', isChangedOf('sale_opens_at', 'sale_closes_at') && at('sale_closes_at') <= at('sale_opens_at'), 'Time.ClosesFirst');
  note('give_back_until', 'give_back_until' in body && at('give_back_until') > at('starts_at'), 'Time.GiveBackLate');
}

/** What a field does not show, such as seconds, is kept where nobody touched it. */
const isChanged = name => !before || (zone() === (before.time_zone ?? 'UTC') ? field(name).value !== shown(name) : Boolean(field(name).value || shown(name)));

const shown = name => (before[name] ? localOf(before[name], before.time_zone ?? 'UTC') : '');

async function read(wrong) {
  const body = Object.fromEntries(texts.map(name => [name, valueOf(name)]));
  if (!isZone(zone())) {
    wrong.push(['time_zone', say('Zone.Unknown')]);
  }
  wrong.push(...times.filter(name => field(name).validity.badInput).map(name => [name, say('NeedsTime')]));
  for (const name of times.filter(isChanged)) {
    body[name] = readTime(name, wrong);
  }
  checkTimes(body, wrong);
  checkTerms(wrong);
  const minutes = valueOf('policy.hold_ttl_seconds');
  body.policy = Object.fromEntries(numbers.map(name => [name, valueOf(`policy.${name}`)]).map(([name, text]) => [name, text === null ? null : Number(text)]));
  body.policy.hold_ttl_seconds = minutes === null ? null : Math.round(Number(minutes) * 60);
  Object.assign(body, { attendee_names: field('attendee_names').value, attendee_emails: field('attendee_emails').value, questions: readQuestions() });
  if (before) {
    return body;
  }
  const sections = readSections(wrong);
  checkNumbers(sections, wrong);
  checkPrices(sections, wrong);
  const drawn = wrong.length > 0 && !isFile ? null : await readPlan(sections, wrong);
  return {
    ...body, organization_id: valueOf('organization_id'), currency: valueOf('currency')?.toUpperCase() ?? null, fees: readFees(), tax: readTax(), seller: readSeller(),
    plan: drawn, sections: sections.map(drawn ? pricedOf : plainOf),
  };
}

const withoutNulls = body => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)
  .map(([name, value]) => [name, name === 'policy' ? withoutNulls(value) : value]));

function fill(event) {
  for (const name of [...texts, 'currency']) {
    field(name).value = event[name] ?? '';
  }
  for (const name of times) {
    field(name).value = shown(name);
  }
  for (const name of numbers) {
    field(`policy.${name}`).value = event.policy[name] ?? '';
  }
  for (const name of ['attendee_names', 'attendee_emails']) {
    field(name).value = event[name] ?? 'none';
  }
  for (const question of event.questions ?? []) {
    addQuestion(question);
  }
  field('policy.hold_ttl_seconds').value = event.policy.hold_ttl_seconds / 60;
}

/** The field of what the API calls by a name. Undefined: it has none of its own. */
function fieldOf(name) {
  const [, list, at, member] = name.match(/^(sections|questions)\[(\d+)\]\.?(.*)$/) ?? [];
  if (!list) {
    return document.getElementById(`${name}-error`) ? field(name) ?? undefined : undefined;
  }
  const part = $(list).children[at];
  const [, type, ofType] = member.match(/^ticket_types\[(\d+)\]\.(\w+)/) ?? [];
  const found = type !== undefined ? part?.querySelector('[data-types]').children[type]?.querySelector(`[data-type="${typeFields[ofType] ?? ofType}"]`)
    : part?.querySelector(`[data-${list === 'questions' ? 'question' : 'field'}="${/^rows\[\d+\]\.seats/.test(member) ? 'seats' : member.match(/^\w*/)[0]}"]`);
  return found?.closest('[hidden]') ? undefined : found ?? undefined;
}

/** Where what has no field of its own is said; null: below all of the form. */
function placeOf(name) {
  if (name === 'plan' || name.startsWith('plan.')) {
    return $('plan-error');
  }
  const [, list, at] = name.match(/^(sections|questions)\[(\d+)\]/) ?? [];
  return list ? $(list).children[at]?.querySelector('[data-error]') : document.getElementById(`${name}-error`);
}

function showErrors(errors) {
  unmark(form);
  const rest = errors.filter(([name]) => !fieldOf(name) && !placeOf(name)).map(([, text]) => text);
  complain('form-error', errors.length === 0 ? '' : rest.join(' ') || say('Form.Wrong'));
  for (const [name, said] of errors) {
    const [input, place] = [fieldOf(name), placeOf(name)];
    if (input) {
      mark(input, said);
    } else if (place) {
      const text = name.startsWith('plan.') ? `${name.slice('plan.'.length)}: ${said}` : said;
      place.textContent = place.hidden ? text : `${place.textContent} ${text}`;
      place.hidden = false;
      (place.id === 'plan-error' ? $('plan-file') : place.parentElement.querySelector('[data-field], [data-question]'))?.setAttribute('aria-invalid', 'true');
    }
  }
  form.querySelector('[aria-invalid="true"]')?.focus();
}

// ---- Sending

async function send(event) {
  event.preventDefault();
  const status = event.submitter?.value ?? 'on_sale';
  const wrong = [];
  setBusy(true);
  const body = await read(wrong);
  setBusy(false);
  if (!body.name) {
    wrong.push(['name', say('Form.NeedsName')]);
  }
  if (!before && body.sections.length === 0) {
    wrong.push(['sections', say('Form.NeedsPlaces')]);
  }
  showErrors(wrong);
  if (wrong.length > 0) {
    return;
  }
  setBusy(true);
  const answer = before
    ? await call('PATCH', `/api/v1/events/${id}`, { body, ifMatch })
    : await call('POST', '/api/v1/events', { body: { ...withoutNulls(body), status }, key: `${key}-${status}` });
  setBusy(false);
  if (answer.status === 200 || answer.status === 201) {
    location.assign(`/organize/events/${answer.body.event_id}${!before && status === 'on_sale' ? '#published' : ''}`);
    return;
  }

  // What is put right is another request; where no answer came, it is the same.
  key = answer.status === 0 || answer.status >= 500 ? key : crypto.randomUUID();
  const errors = Object.entries(answer.body.errors ?? {}).map(([name, messages]) => [name, [messages].flat().join(' ')]);
  showErrors(errors.length > 0 ? errors : [['', whyNot(answer)]]);
}

function setBusy(isBusy) {
  for (const one of form.querySelectorAll('button')) {
    one.disabled = isBusy;
  }
}

async function page() {
  $('zones').replaceChildren(...zones.map(name => new Option(name, name)));
  if (id) {
    const answer = await call('GET', `/api/v1/events/${id}`);
    if (answer.status !== 200) {
      return fail(answer);
    }
    before = answer.body;
    ifMatch = answer.etag;
    fill(before);
    $('form-title').textContent = say('Form.Change', before.name);
    $('places').hidden = true;
    $('save-draft').hidden = true;
    $('save').textContent = say('Form.Save');
    $('form-back').href = `/organize/events/${id}`;
    $('move').hidden = before.status === 'draft';
  } else {
    const own = session.organizations.filter(one => one.role === 'owner' || one.role === 'manager');
    field('organization_id').replaceChildren(...own.map(one => new Option(one.name, one.organization_id)));
    $('whose').hidden = own.length < 2;
    field('time_zone').value = here === 'UTC' ? '' : here;
    field('currency').value = 'EUR';
    field('policy.hold_ttl_seconds').value = holdMinutes;
    addSection('seated', { name: say('Kind.seated'), rows: 10, seats: 20, price: '25' });
  }
  showView();
}

form.addEventListener('submit', send);
$('add-seated').addEventListener('click', () => addSection('seated', { rows: 10, seats: 20 }).querySelector('input').focus());
$('plan-file').addEventListener('change', takeFile);
$('plan-drop').addEventListener('click', dropFile);
$('plan-save').addEventListener('click', () => download(new Blob([JSON.stringify(plan)], { type: 'application/json' }), 'seat-plan.json'));
$('add-question').addEventListener('click', () => addQuestion().querySelector('input').focus());
$('add-general').addEventListener('click', () => addSection('general', { capacity: 100 }).querySelector('input').focus());
start(page);
