// Seat plans in the form of an event: made from its numbers, or read from a file, and their picture.

import { add } from './plan.js';
import { call, whyNot } from './session.js';
import { numberOf, say } from './words.js';

const mostBytes = 8 * 2 ** 20;

/** What a section says of its shape. Null: rows as they come, which need no plan. */
function wishOf(read) {
  const aisles = (read.aisles.match(/\d+/g) ?? []).map(Number);
  return read.shape === 'straight' && aisles.length === 0 && !read.numbering && !Number(read.accessible) && !Number(read.more)
    ? null
    : { shape: read.shape, aisles, numbering: read.numbering || 'from_right', accessible: Number(read.accessible) || 0, more: Number(read.more) || 0 };
}

/** The numbers from which a plan is made. Null: no section needs one. */
export function shapesOf(sections) {
  if (sections.every(section => !section.read.shape || wishOf(section.read) === null)) {
    return null;
  }
  return sections.map(({ id, name, kind, read }) => {
    if (kind === 'general') {
      return { id, name, shape: 'standing', capacity: Number(read.capacity) || null };
    }
    const { shape, ...wish } = wishOf(read) ?? { shape: 'straight', numbering: 'from_right' };
    const seats = Number(read.seats) || null;
    return shape === 'tables'
      ? { id, name, shape, tables: Number(read.rows) || null, seats }
      : { id, name, shape, rows: Number(read.rows) || null, seats, ...wish, aisles: (wish.aisles ?? []).map(after => ({ after })) };
  });
}

/** The plan of such numbers, or what is wrong with them. */
export const generate = async shapes => resultOf(await call('POST', '/api/v1/seat-plans/generate', { body: { sections: shapes } }), null);

/** A plan as a file has it, and what is wrong with it. */
export async function readFile(file) {
  if (file.size > mostBytes) {
    return { plan: null, errors: [['', say('Plan.TooLarge')]] };
  }
  let plan;
  try {
    plan = JSON.parse(await file.text());
  } catch (error) {
    return { plan: null, errors: [['', say('Plan.NoJson', error.message)]] };
  }
  return resultOf(await call('POST', '/api/v1/seat-plans/check', { body: plan }), plan);
}

function resultOf(answer, sent) {
  if (answer.status === 200) {
    return { plan: answer.body, errors: [] };
  }
  const errors = Object.entries(answer.body.errors ?? {}).map(([name, texts]) => [name, [texts].flat().join(' ')]);
  return { plan: sent, errors: errors.length > 0 ? errors : [['', whyNot(answer)]] };
}

const listOf = value => (Array.isArray(value) ? value : []);
const isSpot = seat => Number.isFinite(seat?.x) && Number.isFinite(seat?.y);
const cornersOf = area => listOf(area).filter(corner => Array.isArray(corner) && corner.every(Number.isFinite));

/** Also of a plan that is wrong, as far as it can be drawn: with a mark on each seat that is named. */
export function drawSeatPlan(svg, plan, errors = []) {
  svg.replaceChildren();
  svg.classList.add('drawn');
  const sections = listOf(plan.sections).map(section => ({ section, seats: listOf(section?.rows).flatMap(row => listOf(row?.seats)).filter(isSpot), area: cornersOf(section?.area) }));
  const features = listOf(plan.features).map(feature => ({ feature, area: cornersOf(feature?.area) }));
  const points = [...sections.flatMap(one => [...one.seats.map(seat => [seat.x + 0.5, seat.y + 0.5]), ...one.area]), ...features.flatMap(one => one.area)];
  const [width, height] = [0, 1].map(at => Math.max(plan[at ? 'height' : 'width'] || 0, points.reduce((most, point) => Math.max(most, point[at]), 1)));
  // A few seats are not blown up to the whole width.
  const across = Math.max(width + 1, 16);
  svg.setAttribute('viewBox', `${(width - across) / 2} -0.5 ${across} ${height + 1}`);
  const polygon = (name, area) => add(svg, 'polygon', { class: name, points: area.map(corner => corner.join(',')).join(' ') });
  for (const { feature, area } of features) {
    polygon(`plan-feature ${feature?.kind === 'stage' ? 'is-stage' : ''}`, area);
  }
  for (const { section, seats, area } of sections) {
    polygon('plan-floor', area);
    for (const kind of ['standard', 'accessible', 'companion']) {
      const d = seats.filter(seat => (seat.kind ?? 'standard') === kind).map(seat => `M${seat.x} ${seat.y}h0`).join('');
      add(svg, 'path', { class: `plan-seats is-${kind}`, d });
    }
    const spots = [...seats.map(seat => [seat.x, seat.y]), ...area];
    if (spots.length > 0) {
      const [left, right, top] = [Math.min, Math.max].map(most => spots.reduce((far, spot) => most(far, spot[0]), spots[0][0])).concat(spots.reduce((far, spot) => Math.min(far, spot[1]), spots[0][1]));
      add(svg, 'text', { class: 'plan-name', x: (left + right) / 2, y: Math.max(0.7, top - 0.9) }, String(section?.name ?? section?.id ?? ''));
    }
  }
  for (const [name] of errors) {
    const [, one, row, seat] = name.match(/sections\[(\d+)\]\.rows\[(\d+)\]\.seats\[(\d+)\]/) ?? [];
    const spot = plan.sections?.[one]?.rows?.[row]?.seats?.[seat];
    if (isSpot(spot)) {
      add(svg, 'circle', { class: 'plan-wrong', cx: spot.x, cy: spot.y, r: 0.7 });
    }
  }
}

/** The plan in words, for who does not see its picture. */
export function wordsOf(plan) {
  return listOf(plan.sections).map(section => {
    const seats = listOf(section?.rows).flatMap(row => listOf(row?.seats));
    const accessible = seats.filter(seat => seat?.kind === 'accessible').length;
    const name = section?.name ?? section?.id ?? '';
    return section?.kind === 'general' ? say('Plan.General', name, numberOf(section.capacity ?? 0))
      : say('Plan.Drawn', name, numberOf(listOf(section?.rows).length), numberOf(seats.length)) + (accessible > 0 ? ` ${say('Plan.Accessible', numberOf(accessible))}` : '');
  }).join(' ');
}

export const placesOf = plan => listOf(plan.sections).reduce((sum, section) => sum + (section?.kind === 'general' ? section.capacity || 0 : listOf(section?.rows).reduce((seats, row) => seats + listOf(row?.seats).length, 0)), 0);
