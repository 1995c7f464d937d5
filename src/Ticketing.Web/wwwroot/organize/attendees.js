// Who comes to an event.

import { seatName, sectionName } from './seats.js';
import { call, complain, download, fail, showView, start, whyNot } from './session.js';
import { pagedTable } from './table.js';
import { $, make, numberOf, say } from './words.js';

const id = location.pathname.split('/')[3];
const path = `/api/v1/events/${id}/attendees`;
let sections = [];
const query = () => ($('attendees-search').value.trim() ? { q: $('attendees-search').value.trim() } : {});

const show = pagedTable('attendees', () => ({ address: path, query: query() }), row => make('tr', {},
  make('th', { scope: 'row', text: row.name ?? say('Attendee.Unknown') }),
  make('td', { text: row.email ?? row.booking_email ?? '' }),
  make('td', {}, make('a', { name: 'number', href: `/organize/bookings/${row.booking_id}`, text: row.booking_reference }), ` ${numberOf(row.number)}`),
  make('td', { text: [row.seat ? seatName(row.seat, sections) : sectionName(row.section ?? '', sections), row.type_name].filter(Boolean).join(', ') }),
  make('td', { text: [...row.order_answers, ...row.answers].map(({ text, answer }) => `${text}: ${answer}`).join('; ') }),
  make('td', { text: say(row.came ? 'Attendee.Came' : 'Attendee.NotCame') })));

async function load() {
  const answer = await call('GET', `/api/v1/events/${id}`);
  if (answer.status !== 200) {
    return fail(answer);
  }
  $('attendees-event').href = `/organize/events/${id}`;
  $('attendees-event').textContent = answer.body.name;
  sections = answer.body.sections;
  const first = await show();
  return first.status === 200 ? showView() : fail(first);
}

async function find(submitted) {
  submitted.preventDefault();
  const answer = await show();
  complain('attendees-problem', answer.status === 200 ? '' : whyNot(answer));
}

async function saveCsv() {
  const answer = await call('GET', `${path}.csv?${new URLSearchParams(query())}`, { as: 'blob' });
  if (answer.status === 200) {
    download(answer.body, 'attendees.csv');
  }
  complain('attendees-problem', answer.status === 200 ? '' : whyNot(answer));
}

$('attendees-form').addEventListener('submit', find);
$('attendees-csv').addEventListener('click', saveCsv);
start(load);
