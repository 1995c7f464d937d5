// What staff did.

import { complain, fail, showView, start, whyNot } from './session.js';
import { pagedTable } from './table.js';
import { $, badge, make, numberOf, say, timeOf } from './words.js';

const filters = { by: 'audit-by', path: 'audit-path' };
const times = { from: 'audit-from', to: 'audit-to' };

function query() {
  const asked = {};
  for (const [name, id] of Object.entries(filters)) {
    if ($(id).value.trim()) {
      asked[name] = $(id).value.trim();
    }
  }
  for (const [name, id] of Object.entries(times)) {
    if ($(id).value) {
      asked[name] = new Date($(id).value).toISOString();
    }
  }
  return asked;
}

const show = pagedTable('audit', () => ({ address: '/api/v1/admin/audit', query: query() }), record => make('tr', {},
  make('th', { scope: 'row', name: 'number', text: timeOf(record.at) }),
  make('td', { text: `${record.by} (${record.roles.join(', ')})` }),
  make('td', {}, make('span', { name: 'address', text: `${record.method} ${record.path}` })),
  make('td', { text: record.reason ?? '' }),
  make('td', {}, outcome(record))));

/** Nothing is known of a call that was cut off. */
function outcome({ status, code }) {
  const state = status === null ? 'cut' : status < 400 ? 'done' : 'refused';
  return make('span', { name: 'row' }, badge('Outcome', state), make('span', { name: 'muted number', text: code ?? (status === null ? '' : numberOf(status)) }));
}

async function load() {
  const answer = await show();
  return answer.status === 200 ? showView() : fail(answer);
}

$('audit-form').addEventListener('submit', async submitted => {
  submitted.preventDefault();
  const answer = await show();
  complain('audit-error', answer.status === 200 ? '' : whyNot(answer));
});
start(load);
