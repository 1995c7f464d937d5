// Sells a seated event with a client that is generated from the OpenAPI document. No member that it reads or sends is untyped.
import createClient from 'openapi-fetch';
import type { paths } from './schema';

declare const process: { argv: string[]; exit(code: number): never };

const client = createClient<paths>({ baseUrl: process.argv[2] });

function answered<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) {
    throw new Error(JSON.stringify(answer.error));
  }
  return answer.data;
}

async function main(): Promise<void> {
  const event = answered(await client.POST('/api/v1/events', {
    body: {
      name: 'Play',
      currency: 'EUR',
      starts_at: '2099-01-31T19:30:00Z',
      policy: { max_quantity: 6 },
      sections: [{ id: 'stalls', name: 'Stalls', kind: 'seated', price: '25.00', rows: [{ label: 'A', seats: 4 }] }],
    },
  }));
  const hold = answered(await client.POST('/api/v1/holds', {
    params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
    body: { event_id: event.event_id, seats: ['stalls-A-1', 'stalls-A-2'] },
  }));
  const booking = answered(await client.POST('/api/v1/bookings', { body: { hold_id: hold.hold_id, payment_token: hold.payment_token, email: 'ann@example.org' } }));
  const mine = { path: { id: booking.booking_id }, header: { 'X-Payment-Token': hold.payment_token } };
  const attempt = answered(await client.POST('/api/v1/bookings/{id}/pay', { params: mine, body: { payment_token: 'tok_success' } }));
  const over: boolean = attempt.is_over;
  const paid = answered(await client.GET('/api/v1/bookings/{id}', { params: mine }));
  const tickets = answered(await client.GET('/api/v1/bookings/{id}/tickets', { params: mine }));
  const amount: string = paid.total_amount;
  const codes = tickets.items.map(ticket => ticket.code);
  console.log(JSON.stringify({ over, status: paid.status, amount, seats: paid.seats, tickets: codes.length }));
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
