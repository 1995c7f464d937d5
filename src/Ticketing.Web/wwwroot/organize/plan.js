// A picture of sections: the stage, rows of seats, places to stand.

const space = 'http://www.w3.org/2000/svg';
const width = 600;
const mostSeats = 4000;

export function add(parent, tag, attributes, text = '') {
  const element = document.createElementNS(space, tag);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.textContent = text;
  parent.append(element);
  return element;
}

/** From the stage down, each section below the one before. More seats than can be told apart are drawn as bars. */
export function drawPlan(svg, sections) {
  svg.replaceChildren();
  svg.classList.remove('drawn');
  add(svg, 'path', { class: 'plan-stage', d: `M${width * 0.3} 8 Q${width / 2} 26 ${width * 0.7} 8` });
  let y = 40;
  for (const section of sections) {
    add(svg, 'text', { class: 'plan-name', x: width / 2, y }, section.name);
    y += 12;
    y = section.kind === 'general' ? drawGeneral(svg, section, y) : drawSeated(svg, section, y);
    y += 26;
  }
  svg.setAttribute('viewBox', `0 0 ${width} ${Math.max(60, y - 10)}`);
}

function drawGeneral(svg, section, y) {
  const height = Math.min(90, 24 + Math.sqrt(section.capacity) * 2);
  add(svg, 'rect', { class: 'plan-floor', x: width * 0.15, y, width: width * 0.7, height, rx: 8 });
  return y + height;
}

function drawSeated(svg, section, y) {
  const seats = section.rows[0]?.seats ?? 0;
  const step = Math.min(14, (width - 40) / Math.max(1, seats), 420 / Math.max(1, section.rows.length));
  const left = (width - seats * step) / 2;
  if (seats * section.rows.length > mostSeats) {
    section.rows.forEach((_, row) => add(svg, 'rect', { class: 'plan-seat', x: left, y: y + row * step, width: Math.max(1, seats * step), height: step * 0.7 }));
  } else {
    const size = step * 0.72;
    const path = section.rows.map((_, row) => Array.from({ length: seats }, (__, seat) =>
      `M${(left + seat * step).toFixed(1)} ${(y + row * step).toFixed(1)}h${size.toFixed(1)}v${size.toFixed(1)}h-${size.toFixed(1)}z`).join('')).join('');
    add(svg, 'path', { class: 'plan-seat', d: path });
  }
  return y + section.rows.length * step;
}
