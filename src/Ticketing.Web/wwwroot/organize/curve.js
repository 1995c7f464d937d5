// How an event sold over time: a curve of tickets and one of what they cost, and the same numbers as a table.

import { call } from './session.js';
import { $, language, make, moneyOf, numberOf, say } from './words.js';

const hour = 3_600_000;
const mostHours = 48;
const space = 'http://www.w3.org/2000/svg';

export async function showCurve(path) {
  const answer = await call('GET', `${path}/sales`);
  if (answer.status !== 200) {
    return;
  }
  const { step, items, time_zone: zone, currency, as_of: now } = answer.body;
  $('curves').hidden = items.length === 0;
  if (items.length === 0) {
    return;
  }
  const periods = step === 'hour' ? hours(items, Date.parse(now)) : days(items, zone, now);
  const name = new Intl.DateTimeFormat(language, step === 'hour' ? { dateStyle: 'short', timeStyle: 'short', timeZone: zone } : { dateStyle: 'medium', timeZone: zone });
  const label = period => name.format(new Date(period.starts_at));
  draw('tickets', periods.map(period => period.tickets), say(`Curve.Tickets.${step}`), most => numberOf(most.tickets), periods, label);
  draw('revenue', periods.map(period => Number(period.revenue)), say(`Curve.Revenue.${step}`), most => moneyOf(most.revenue, currency), periods, label);
  $('curve-table').tBodies[0].replaceChildren(...items.map(period => make('tr', {},
    make('th', { scope: 'row', text: label(period) }),
    make('td', { name: 'number', text: numberOf(period.bookings) }),
    make('td', { name: 'number', text: numberOf(period.tickets) }),
    make('td', { name: 'number', text: moneyOf(period.revenue, currency) }))));
}

const empty = starts => ({ starts_at: starts, bookings: 0, tickets: 0, revenue: '0' });

/** Each hour from the first on, also those in which nothing was sold: until now, or for two days. */
function hours(items, now) {
  const known = new Map(items.map(item => [Date.parse(item.starts_at), item]));
  const first = Date.parse(items[0].starts_at);
  const last = Math.max(Date.parse(items.at(-1).starts_at), Math.min(now, first + (mostHours - 1) * hour));
  return Array.from({ length: Math.floor((last - first) / hour) + 1 }, (_, at) => known.get(first + at * hour) ?? empty(new Date(first + at * hour).toISOString()));
}

/** Each day of the venue from the first until now. */
function days(items, zone, now) {
  const date = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone });
  const dayOf = time => Date.parse(`${date.format(new Date(time))}T00:00:00Z`);
  const known = new Map(items.map(item => [dayOf(item.starts_at), item]));
  const [first, last] = [dayOf(items[0].starts_at), dayOf(now)];
  return Array.from({ length: (last - first) / (24 * hour) + 1 }, (_, at) => known.get(first + at * 24 * hour) ?? empty(new Date(first + (at * 24 + 12) * hour).toISOString()));
}

function draw(what, values, title, write, periods, label) {
  const svg = document.querySelector(`[data-curve="${what}"]`);
  const most = Math.max(...values);
  const top = value => (most === 0 ? 1 : 1 - value / most).toFixed(4);
  svg.setAttribute('viewBox', `0 -0.04 ${values.length} 1.04`);
  const line = values.map((value, at) => `${at === 0 ? 'M' : 'L'}${at} ${top(value)}H${at + 1}`).join('');
  svg.replaceChildren(...[['curve-area', `${line}V1H0Z`], ['curve-line', line]].map(([name, path]) => {
    const element = document.createElementNS(space, 'path');
    element.setAttribute('class', name);
    element.setAttribute('d', path);
    return element;
  }));
  $(`curve-${what}`).textContent = title;
  document.querySelector(`[data-most="${what}"]`).textContent = say('Curve.Most', write(periods[values.indexOf(most)]));
  const figure = svg.closest('figure');
  figure.querySelector('[data-first]').textContent = label(periods[0]);
  figure.querySelector('[data-last]').textContent = periods.length > 1 ? label(periods.at(-1)) : '';
}
