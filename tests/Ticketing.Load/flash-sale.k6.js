// The flash sale for users of k6: k6 run -e URL=http://127.0.0.1:8080 flash-sale.k6.js
// Not run by this project's own checks, which use the console program beside it.
import http from 'k6/http';
import exec from 'k6/execution';
import { check } from 'k6';

const url = __ENV.URL || 'http://127.0.0.1:8080';
const json = { headers: { 'Content-Type': 'application/json' } };

export const options = {
  scenarios: { sale: { executor: 'shared-iterations', vus: 1000, iterations: 10000, maxDuration: '5m' } },
  thresholds: { checks: ['rate==1'] },
};

export function setup() {
  const venue = http.post(`${url}/api/v1/venues`, JSON.stringify({ name: 'Flash hall', capacity: 1000 }), json).json();
  return http.post(`${url}/api/v1/events`, JSON.stringify({ name: 'Flash sale', venue_id: venue.venue_id }), json).json();
}

export default function (event) {
  const customer = `customer-${exec.scenario.iterationInTest}`;
  const hold = http.post(`${url}/api/v1/holds`, JSON.stringify({ event_id: event.event_id, qty: 1, customer_id: customer }), json);
  check(hold, { 'held or sold out': (r) => r.status === 201 || r.status === 409 });
  if (hold.status !== 201) return;
  const { hold_id, payment_token } = hold.json();
  const booking = http.post(`${url}/api/v1/book`, JSON.stringify({ hold_id, payment_token }), json);
  check(booking, { booked: (r) => r.status === 201 });
}

export function teardown(event) {
  const status = http.get(`${url}/api/v1/events/${event.event_id}/status`).json();
  check(status, { 'exactly 1,000 sold': (s) => s.booked === 1000 && s.held === 0 && s.available === 0 });
}
