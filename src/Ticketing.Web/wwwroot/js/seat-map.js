// The map of seats: a canvas that draws what is in view, so that a hall of 20,000 seats moves smoothly; the same seats as a list for
// those who do not see it; and the choice, which a plain form sends.
import { discounted, feesOf, taxOf } from "./fees.js";
import { fill } from "./page.js";

const FREE = 0;
const HELD = 1;
const SOLD = 2;

/** Taken away: nothing is there. */
const GONE = 3;

/** Distances in the hall's own units: a seat has a square of 10. */
const PITCH = 10;
const ROW_PITCH = 12;
const SECTION_GAP = 24;
const TITLE = 20;
const STAGE = 34;

/** Beside a row, for its name. */
const MARGIN = 24;

/** Below so many pixels for a seat rows are drawn as bars. */
const SEATS_FROM = 4.5;
const MOST_ZOOM = 5;
const DRAG_FROM = 6;

export class SeatMap {
  constructor(root, plan, words) {
    this.root = root;
    this.words = words;
    this.most = plan.most;
    this.money = plan.money;
    this.fees = plan.fees;
    this.tax = plan.tax;
    this.canvas = root.querySelector("canvas");
    this.context = this.canvas.getContext("2d");
    this.form = root.querySelector("[data-hold]").form;
    this.tip = root.querySelector(".map-tip");
    this.chosen = new Map();
    this.pointers = new Map();
    this.lay(plan.sections);
    this.readColours();
    this.listen();
    this.list();
    this.recall();
    this.resize();
  }

  /** What was chosen before the page said that it can't be had so. */
  recall() {
    const { seats, "seat-types": types } = this.form.elements;
    const typeIds = types.value.split(",");
    for (const [at, name] of seats.value.split(",").entries()) {
      const section = this.sections.find(one => name.startsWith(`${one.id}-`));
      const seat = section && this.find(section.id, name);
      if (seat) {
        this.chosen.set(seat.id, { ...seat, type: section.types.find(type => type.id === typeIds[at]) ?? section.types[0] });
      }
    }
    if (this.chosen.size > 0) {
      this.showChoice();
    }
  }

  // Where everything is.

  lay(sections) {
    const prices = [...new Set(sections.map(section => section.minor))].sort((a, b) => a - b);
    let total = 0;
    let widest = 0;
    let area = 0;
    this.sections = sections.map(section => {
      const width = Math.max(...section.rows.map(row => row[1]), 8) * PITCH + 2 * MARGIN;
      const height = TITLE + section.rows.length * ROW_PITCH;
      widest = Math.max(widest, width);
      area += (width + SECTION_GAP) * (height + SECTION_GAP);
      return { ...section, width, height, mark: prices.indexOf(section.minor) % 5, start: total, rows: section.rows.map(([label, seats]) => ({ label, seats, start: (total += seats) - seats })) };
    });
    this.states = new Uint8Array(total);
    this.index = new Map(this.sections.map(section => [section.id, new Map(section.rows.map(row => [row.label, row]))]));
    this.rows = [];

    // Sections side by side, as long as the hall stays about as wide as it is deep.
    const across = Math.max(widest, Math.sqrt(area * 1.5));
    let line = [];
    let y = STAGE;
    const place = () => {
      const width = line.reduce((sum, section) => sum + section.width, 0) + SECTION_GAP * (line.length - 1);
      let x = (across - width) / 2;
      for (const section of line) {
        this.placeSection(section, x, y);
        x += section.width + SECTION_GAP;
      }

      y += Math.max(...line.map(section => section.height)) + SECTION_GAP;
      line = [];
    };
    for (const section of this.sections) {
      if (line.length > 0 && line.reduce((sum, one) => sum + one.width + SECTION_GAP, section.width) > across) {
        place();
      }

      line.push(section);
    }

    place();
    this.size = { width: across, height: y - SECTION_GAP + 12 };
  }

  placeSection(section, x, y) {
    Object.assign(section, { x, y });
    section.rows.forEach((row, number) => {
      row.section = section;
      row.x = x + (section.width - row.seats * PITCH) / 2;
      row.y = y + TITLE + number * ROW_PITCH;
      this.rows.push(row);
    });
  }

  /** Seats are numbered from the left as seen from the stage, which is on the right of a map that has the stage on top. */
  xOf(row, number) {
    return row.x + (row.seats - number) * PITCH;
  }

  // The picture.

  readColours() {
    const style = getComputedStyle(this.root);
    const read = name => style.getPropertyValue(name).trim();
    this.colours = {
      prices: [0, 1, 2, 3, 4].map(number => read(`--price-${number}`)),
      ink: read("--ink"),
      muted: read("--ink-muted"),
      line: read("--line-strong"),
      paper: read("--paper"),
      surface: read("--surface"),
      accent: read("--accent"),
      font: style.fontFamily,
    };
  }

  resize() {
    // As deep as the hall is, within what a screen shows at once. A frame is as high as what is in it.
    const screen = window.parent === window ? window.innerHeight : window.screen.availHeight;
    const wanted = (this.canvas.clientWidth * (this.size.height + 24)) / (this.size.width + 24);
    const height = `${Math.round(Math.min(Math.max(wanted, 220), Math.max(320, screen * 0.62)))}px`;
    if (this.canvas.style.height !== height) {
      this.canvas.style.height = height;
    }

    const box = this.canvas.getBoundingClientRect();
    const wasAll = this.scale === undefined || Math.abs(this.scale - this.least) < 0.001;
    this.ratio = window.devicePixelRatio || 1;
    this.view = { width: box.width, height: box.height };
    this.canvas.width = Math.round(box.width * this.ratio);
    this.canvas.height = Math.round(box.height * this.ratio);
    this.least = Math.min(box.width / (this.size.width + 24), box.height / (this.size.height + 24), MOST_ZOOM / 2);
    if (wasAll) {
      this.showAll();
    } else {
      this.clamp();
      this.draw();
    }
  }

  showAll() {
    this.scale = this.least;
    this.left = (this.view.width - this.size.width * this.scale) / 2;
    this.top = (this.view.height - this.size.height * this.scale) / 2;
    this.clamp();
    this.draw();
  }

  clamp() {
    this.scale = Math.min(Math.max(this.scale, this.least), MOST_ZOOM);
    const keep = (at, view, size) => (size <= view ? (view - size) / 2 : Math.min(12, Math.max(view - size - 12, at)));
    this.left = keep(this.left, this.view.width, this.size.width * this.scale);
    this.top = keep(this.top, this.view.height, this.size.height * this.scale);
    this.canvas.classList.toggle("zoomed", this.scale > this.least * 1.01);
  }

  zoom(factor, x = this.view.width / 2, y = this.view.height / 2) {
    const before = this.scale;
    this.scale = Math.min(Math.max(this.scale * factor, this.least), MOST_ZOOM);
    this.left = x - ((x - this.left) * this.scale) / before;
    this.top = y - ((y - this.top) * this.scale) / before;
    this.clamp();
    this.draw();
  }

  /** Paints anew with the next frame; after a move alone, only what came into view. */
  draw(isMove = false) {
    this.isStale ||= !isMove;
    if (!this.isDrawing) {
      this.isDrawing = true;
      requestAnimationFrame(() => {
        this.isDrawing = false;
        this.paint();
      });
    }
  }

  paint() {
    const { canvas, context: c } = this;
    const hasCursor = this.cursor && canvas.matches(":focus-visible");

    // At whole pixels, so that a picture that was moved is the one that would have been painted.
    const at = { x: Math.round(this.left * this.ratio), y: Math.round(this.top * this.ratio), scale: this.scale, hasCursor };
    const before = this.painted;
    const [byX, byY] = [at.x - (before?.x ?? 0), at.y - (before?.y ?? 0)];
    this.painted = at;
    if (this.isStale || hasCursor || before.hasCursor || before.scale !== at.scale || Math.abs(byX) >= canvas.width || Math.abs(byY) >= canvas.height) {
      this.isStale = false;
      this.paintPart(0, 0, canvas.width, canvas.height);
    } else {
      c.setTransform(1, 0, 0, 1, 0, 0);
      c.globalCompositeOperation = "copy";
      c.drawImage(canvas, byX, byY);
      c.globalCompositeOperation = "source-over";
      this.paintPart(byX > 0 ? 0 : canvas.width + byX, 0, Math.abs(byX), canvas.height);
      this.paintPart(0, byY > 0 ? 0 : canvas.height + byY, canvas.width, Math.abs(byY));
    }

    if (hasCursor) {
      c.strokeStyle = this.colours.accent;
      c.lineWidth = Math.max(1.4, 2.5 / this.scale);
      c.beginPath();
      c.roundRect(this.xOf(this.cursor.row, this.cursor.number) - 1.2, this.cursor.row.y - 1.2, PITCH + 0.4, PITCH + 0.4, 3);
      c.stroke();
    }
  }

  /** A part of the canvas, in its own pixels. */
  paintPart(left, top, width, height) {
    if (width === 0 || height === 0) {
      return;
    }

    const { context: c, colours } = this;
    const scale = this.ratio * this.scale;
    c.save();
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.beginPath();
    c.rect(left, top, width, height);
    c.clip();
    c.clearRect(left, top, width, height);
    c.setTransform(scale, 0, 0, scale, this.painted.x, this.painted.y);
    const seen = { left: (left - this.painted.x) / scale, top: (top - this.painted.y) / scale };
    seen.right = seen.left + width / scale;
    seen.bottom = seen.top + height / scale;

    c.fillStyle = colours.line;
    c.beginPath();
    c.roundRect(this.size.width / 2 - 70, 0, 140, 5, 2.5);
    c.fill();
    this.write(this.words.Stage, this.size.width / 2, 15, colours.muted, "center");
    for (const section of this.sections) {
      if (section.y < seen.bottom && section.y + TITLE > seen.top) {
        this.write(section.name, section.x + section.width / 2, section.y + 8, colours.ink, "center");
      }
    }

    const seats = this.scale * PITCH >= SEATS_FROM;
    for (const row of this.rows) {
      if (row.y - 2 > seen.bottom || row.y + ROW_PITCH < seen.top || row.x - MARGIN > seen.right || row.x + row.seats * PITCH + 2 < seen.left) {
        continue;
      }

      if (seats) {
        this.paintRow(row, seen);
      } else {
        this.paintBar(row);
      }
    }

    c.restore();
    c.setTransform(scale, 0, 0, scale, this.painted.x, this.painted.y);
  }

  /** Names stay readable however far away the hall is. */
  write(text, x, y, colour, align) {
    const { context: c } = this;
    const size = Math.min(16, Math.max(9, 11 / this.scale));
    c.font = `600 ${size}px ${this.colours.font}`;
    c.textAlign = align;
    c.textBaseline = "middle";
    c.fillStyle = colour;
    c.fillText(text, x, y);
  }

  paintBar(row) {
    const { context: c, colours } = this;
    let at = 0;
    while (at < row.seats) {
      const state = this.states[row.start + at];
      let end = at + 1;
      while (end < row.seats && this.states[row.start + end] === state) {
        end++;
      }

      if (state === GONE) {
        at = end;
        continue;
      }

      c.fillStyle = state === FREE ? colours.prices[row.section.mark] : colours.line;
      c.globalAlpha = state === FREE ? 1 : 0.45;
      c.fillRect(this.xOf(row, end), row.y + 1, (end - at) * PITCH, PITCH - 2);
      at = end;
    }

    c.globalAlpha = 1;
    for (const seat of this.chosen.values()) {
      if (seat.row === row) {
        c.fillStyle = colours.ink;
        c.fillRect(this.xOf(row, seat.number) - 2, row.y - 2, PITCH + 4, PITCH + 4);
      }
    }
  }

  paintRow(row, seen) {
    const { context: c, colours } = this;
    const first = Math.max(1, Math.ceil(row.seats - (seen.right - row.x) / PITCH) - 1);
    const last = Math.min(row.seats, Math.floor(row.seats - (seen.left - row.x) / PITCH) + 2);
    for (let number = first; number <= last; number++) {
      const x = this.xOf(row, number) + 0.9;
      const y = row.y + 0.9;
      if (this.chosen.has(row.start + number - 1)) {
        this.paintChosen(x, y);
        continue;
      }

      switch (this.states[row.start + number - 1]) {
        case FREE:
          c.fillStyle = colours.prices[row.section.mark];
          shape(c, row.section.mark, x, y, 7.4);
          c.fill();
          break;
        case GONE:
          break;
        case HELD:
          c.strokeStyle = colours.muted;
          c.lineWidth = 0.9;
          c.setLineDash([1.6, 1.2]);
          c.beginPath();
          c.arc(x + 3.7, y + 3.7, 3, 0, 2 * Math.PI);
          c.stroke();
          c.setLineDash([]);
          break;
        default:
          c.strokeStyle = colours.muted;
          c.globalAlpha = 0.7;
          c.lineWidth = 0.8;
          c.beginPath();
          c.moveTo(x + 2, y + 2);
          c.lineTo(x + 5.4, y + 5.4);
          c.moveTo(x + 5.4, y + 2);
          c.lineTo(x + 2, y + 5.4);
          c.stroke();
          c.globalAlpha = 1;
      }
    }

    if (this.scale > 1.2) {
      this.write(row.label, row.x - 8, row.y + PITCH / 2, colours.muted, "right");
    }
  }

  paintChosen(x, y) {
    const { context: c, colours } = this;
    c.fillStyle = colours.ink;
    c.beginPath();
    c.roundRect(x - 0.6, y - 0.6, 8.6, 8.6, 2);
    c.fill();
    c.strokeStyle = colours.paper;
    c.lineWidth = 1.2;
    c.beginPath();
    c.moveTo(x + 1.6, y + 3.9);
    c.lineTo(x + 3.2, y + 5.5);
    c.lineTo(x + 6, y + 2.2);
    c.stroke();
  }

  // What the service tells.

  forget() {
    this.states.fill(FREE);
  }

  update(message) {
    for (const [names, state] of [[message.available, FREE], [message.held, HELD], [message.sold, SOLD], [message.withheld, SOLD], [message.removed ?? [], GONE]]) {
      for (const name of names) {
        const seat = this.find(message.section, name);
        if (seat) {
          this.states[seat.id] = state;
          if (state !== FREE && this.chosen.delete(seat.id)) {
            this.lose(seat);
          }
        }
      }
    }
  }

  /** All of a message is there. */
  settled() {
    this.isLive = true;
    this.canvas.dataset.live = "";
    this.draw();
    this.refreshList();
  }

  find(section, name) {
    const rest = name.slice(section.length + 1);
    const dash = rest.lastIndexOf("-");
    const row = this.index.get(section)?.get(rest.slice(0, dash));
    const number = Number(rest.slice(dash + 1));
    return row && number >= 1 && number <= row.seats ? seatOf(row, number) : null;
  }

  /** Somebody else was faster: said where it happened, with what can be done. */
  lose(seat) {
    const notice = this.root.querySelector("[data-conflict]");
    const text = document.createElement("p");
    text.textContent = `${fill(this.words.Lost, this.name(seat))} ${this.words.LostHint}`;
    notice.replaceChildren(text);
    notice.hidden = false;
    this.showChoice();
  }

  // Choosing.

  name({ row, number }) {
    return fill(this.words.SeatName, row.section.name, row.label, number);
  }

  toggle(seat) {
    if (this.chosen.delete(seat.id)) {
      this.say(fill(this.words.SayRemoved, this.name(seat)));
    } else if (this.states[seat.id] !== FREE) {
      this.say(`${this.name(seat)}: ${this.words[["Free", "Held", "Sold", "Gone"][this.states[seat.id]]]}`);
      return;
    } else if (this.chosen.size >= this.most) {
      this.say(fill(this.words.Most, this.most), true);
      return;
    } else {
      this.chosen.set(seat.id, { ...seat, type: seat.row.section.types[0] });
      this.say(fill(this.words.SayChosen, this.name(seat)));
    }

    this.root.querySelector("[data-conflict]").hidden = true;
    this.showChoice();
    this.draw();
    this.refreshList();
  }

  showChoice() {
    const seats = [...this.chosen.values()].sort((a, b) => a.id - b.id);
    const list = this.root.querySelector("[data-chosen]");
    list.replaceChildren(...seats.map(seat => {
      const [item, button, cross] = [document.createElement("li"), document.createElement("button"), document.createElement("span")];
      button.type = "button";
      button.setAttribute("aria-label", fill(this.words.Remove, this.name(seat)));
      cross.textContent = "×";
      cross.setAttribute("aria-hidden", "true");
      button.append(seat.type ? `${this.name(seat)} ` : `${this.name(seat)} · ${seat.row.section.price} `, cross);
      button.addEventListener("click", () => this.toggle(seat));
      item.append(button);
      if (seat.type) {
        item.append(this.typeChoice(seat));
      }
      return item;
    }));
    this.root.querySelector("[data-nothing]").hidden = seats.length > 0;
    this.form.elements["seat-types"].value = seats.map(seat => seat.type?.id ?? "").join(",");
    this.form.elements.seats.value = seats.map(seat => `${seat.row.section.id}-${seat.row.label}-${seat.number}`).join(",");
    const button = this.root.querySelector("[data-hold]");
    const picks = seats.length > 0 ? this.picks() : [];
    list.append(...picks.map(pick => {
      const item = document.createElement("li");
      item.textContent = fill(this.words.Pick, pick.count, pick.name);
      return item;
    }));
    button.disabled = seats.length === 0;
    button.textContent = seats.length === 0 ? this.words.HoldNone
      : picks.length > 0 ? fill(this.words.HoldAll, this.total(seats, picks))
      : fill(seats.length === 1 ? this.words.HoldOne : this.words.HoldMany, seats.length, this.total(seats));
  }

  /** Places without numbers that are chosen below the map, and are held with the seats. */
  picks() {
    return [...this.form.elements].filter(field => field.dataset.pick && Number(field.value) > 0)
      .map(field => ({ name: field.dataset.pick, count: Number(field.value), minor: Number(field.dataset.minor), off: field.dataset.off ? JSON.parse(field.dataset.off) : undefined }));
  }

  /** What a chosen seat is to be sold as. */
  typeChoice(seat) {
    const select = document.createElement("select");
    select.setAttribute("aria-label", fill(this.words.TypeOf, this.name(seat)));
    select.append(...seat.row.section.types.map(type => new Option(type.label, type.id, false, type === seat.type)));
    select.addEventListener("change", () => {
      seat.type = seat.row.section.types[select.selectedIndex];
      this.showChoice();
      this.root.querySelector(`[data-chosen] select[aria-label="${CSS.escape(select.getAttribute("aria-label"))}"]`)?.focus();
    });
    return select;
  }

  /** The prices together with their discounts, fees and what tax is added, as the reader's language writes money. */
  total(seats, picks = []) {
    const { pattern, free, places, point, thousands } = this.money;
    const offers = [...seats.map(seat => seat.type ?? seat.row.section), ...picks.flatMap(pick => Array(pick.count).fill(pick))];
    const prices = offers.map(offer => discounted(offer.minor, offer.off, places));
    const fees = feesOf(this.fees, prices, places);
    const sum = prices.reduce((sum, price) => sum + price, 0);
    const tax = taxOf(this.tax, sum, fees.tickets + fees.order, places);
    const minor = sum + fees.tickets + fees.order + tax;
    const digits = String(minor).padStart(places + 1, "0");
    const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, thousands);
    const amount = minor === 0 ? free : fill(pattern, places > 0 ? `${whole}${point}${digits.slice(-places)}` : whole);
    const hasFees = fees.tickets + fees.order > 0;
    return tax > 0 ? fill(hasFees ? this.words.WithFeesAndTax : this.words.WithTax, amount) : hasFees ? fill(this.words.WithFees, amount) : amount;
  }

  say(text, isSeen = false) {
    this.root.querySelector("[data-say]").textContent = text;
    if (isSeen) {
      this.showTip(text);
    }
  }

  showTip(text) {
    this.tip.textContent = text;
    this.tip.hidden = !text;
  }

  describe(seat) {
    const state = this.chosen.has(seat.id) ? "Chosen" : ["Free", "Held", "Sold", "Gone"][this.states[seat.id]];
    return fill(this.words.Say, this.name(seat), this.words[state], seat.row.section.price);
  }

  // Pointers and keys.

  listen() {
    const { canvas } = this;
    document.addEventListener("change", event => event.target.form === this.form && this.showChoice());
    new ResizeObserver(() => this.resize()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.readColours();
      this.draw();
    });
    canvas.addEventListener("pointerdown", event => this.press(event));
    canvas.addEventListener("pointermove", event => this.move(event));
    canvas.addEventListener("pointerup", event => this.lift(event, true));
    canvas.addEventListener("pointercancel", event => this.lift(event, false));
    canvas.addEventListener("pointerleave", () => this.pointers.size === 0 && this.showTip(""));
    canvas.addEventListener("wheel", event => {
      // The wheel alone scrolls the page; with Ctrl, which a pinch on a touch pad sends too, it zooms.
      if (event.ctrlKey) {
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / 200), event.offsetX, event.offsetY);
      }
    }, { passive: false });
    canvas.addEventListener("keydown", event => this.key(event));
    canvas.addEventListener("focus", () => this.draw());
    canvas.addEventListener("blur", () => this.draw());
    for (const button of this.root.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => (button.dataset.zoom === "all" ? this.showAll() : this.zoom(button.dataset.zoom === "in" ? 1.6 : 1 / 1.6)));
    }
  }

  seatAt(x, y) {
    const [hallX, hallY] = [(x - this.left) / this.scale, (y - this.top) / this.scale];
    for (const row of this.rows) {
      if (hallY >= row.y - 1 && hallY < row.y + ROW_PITCH - 1 && hallX >= row.x && hallX < row.x + row.seats * PITCH) {
        const seat = seatOf(row, row.seats - Math.floor((hallX - row.x) / PITCH));
        return this.states[seat.id] === GONE ? null : seat;
      }
    }

    return null;
  }

  press(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY, fromX: event.offsetX, fromY: event.offsetY });
    this.isDragged = this.pointers.size > 1;
  }

  move(event) {
    const pointer = this.pointers.get(event.pointerId);
    if (!pointer) {
      const seat = this.scale * PITCH >= SEATS_FROM ? this.seatAt(event.offsetX, event.offsetY) : null;
      this.showTip(seat ? this.describe(seat) : "");
      return;
    }

    const others = [...this.pointers.values()].filter(other => other !== pointer);
    if (others.length > 0) {
      const [other] = others;
      const before = Math.hypot(pointer.x - other.x, pointer.y - other.y);
      const after = Math.hypot(event.offsetX - other.x, event.offsetY - other.y);
      if (before > 0) {
        this.zoom(after / before, (event.offsetX + other.x) / 2, (event.offsetY + other.y) / 2);
      }
    } else if (this.isDragged || Math.hypot(event.offsetX - pointer.fromX, event.offsetY - pointer.fromY) > DRAG_FROM) {
      this.isDragged = true;
      this.left += event.offsetX - pointer.x;
      this.top += event.offsetY - pointer.y;
      this.clamp();
      this.draw(true);
    }

    Object.assign(pointer, { x: event.offsetX, y: event.offsetY });
  }

  lift(event, isTap) {
    this.pointers.delete(event.pointerId);
    if (!isTap || this.isDragged || this.pointers.size > 0) {
      return;
    }

    if (this.scale * PITCH < SEATS_FROM * 1.6) {
      // Too small to hit: closer first.
      this.zoom(Math.max(2, (SEATS_FROM * 3) / (this.scale * PITCH)), event.offsetX, event.offsetY);
      return;
    }

    const seat = this.seatAt(event.offsetX, event.offsetY);
    if (seat) {
      this.cursor = seat;
      this.toggle(seat);
      this.showTip(this.describe(seat));
    }
  }

  key(event) {
    const { cursor } = this;
    const steps = {
      ArrowLeft: () => this.beside(1),
      ArrowRight: () => this.beside(-1),
      ArrowUp: () => this.nextRow(-1),
      ArrowDown: () => this.nextRow(1),
      Home: () => seatOf(cursor.row, 1),
      End: () => seatOf(cursor.row, cursor.row.seats),
    };
    if (event.key in steps && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.go(cursor ? steps[event.key]() : this.firstFree());
    } else if ((event.key === "Enter" || event.key === " ") && cursor) {
      event.preventDefault();
      this.toggle(cursor);
    } else if (event.key === "+" || event.key === "-") {
      event.preventDefault();
      this.zoom(event.key === "+" ? 1.4 : 1 / 1.4);
    }
  }

  firstFree() {
    for (const row of this.rows) {
      for (let number = 1; number <= row.seats; number++) {
        if (this.states[row.start + number - 1] === FREE) {
          return seatOf(row, number);
        }
      }
    }

    return seatOf(this.rows[0], 1);
  }

  beside(step) {
    const { row, number } = this.cursor;
    let next = number + step;
    while (next >= 1 && next <= row.seats && this.states[row.start + next - 1] === GONE) {
      next += step;
    }

    return next >= 1 && next <= row.seats ? seatOf(row, next) : this.cursor;
  }

  /** The nearest seat in the row before or behind. */
  nextRow(step) {
    const { row, number } = this.cursor;
    const next = this.rows[this.rows.indexOf(row) + step];
    if (!next) {
      return this.cursor;
    }

    const wanted = next.seats - Math.round((this.xOf(row, number) - next.x) / PITCH);
    return seatOf(next, Math.min(next.seats, Math.max(1, wanted)));
  }

  go(seat) {
    this.cursor = seat;
    if (this.scale * PITCH < 14) {
      this.scale = Math.min(MOST_ZOOM, 18 / PITCH);
    }

    const [x, y] = [this.xOf(seat.row, seat.number) * this.scale, seat.row.y * this.scale];
    const margin = 40;
    this.left = Math.min(Math.max(this.left, margin - x), this.view.width - margin - x);
    this.top = Math.min(Math.max(this.top, margin - y), this.view.height - margin - y);
    this.clamp();
    this.draw();
    this.say(this.describe(seat), true);
  }

  // The list.

  list() {
    const body = this.root.querySelector(".seat-list-body");
    this.root.querySelector(".seat-list").addEventListener("toggle", () => {
      if (body.children.length === 0) {
        body.append(...this.sections.map(section => this.listSection(section)));
      }
    }, { once: true });
  }

  listSection(section) {
    const [part, title] = [document.createElement("section"), document.createElement("h4")];
    title.textContent = `${section.name}, ${section.price}`;
    part.append(title, ...section.rows.map(row => {
      const [details, summary] = [document.createElement("details"), document.createElement("summary")];
      details.append(summary);
      details.addEventListener("toggle", () => this.listRow(row, details));
      row.details = details;
      this.summarize(row);
      return details;
    }));
    return part;
  }

  summarize(row) {
    let free = 0;
    for (let at = 0; at < row.seats; at++) {
      free += this.states[row.start + at] === FREE ? 1 : 0;
    }

    row.details.firstChild.textContent = fill(this.words.Row, row.label, free);
  }

  listRow(row, details) {
    if (details.children.length > 1 || !details.open) {
      return;
    }

    const seats = document.createElement("div");
    seats.className = "seats";
    row.boxes = Array.from({ length: row.seats }, (_, at) => {
      const [label, box] = [document.createElement("label"), document.createElement("input")];
      box.type = "checkbox";
      box.addEventListener("change", () => this.toggle(seatOf(row, at + 1)));
      label.append(box, fill(this.words.Seat, at + 1));
      seats.append(label);
      return box;
    });
    details.append(seats);
    this.refreshRow(row);
  }

  refreshRow(row) {
    row.boxes?.forEach((box, at) => {
      box.checked = this.chosen.has(row.start + at);
      box.disabled = this.states[row.start + at] !== FREE && !box.checked;
      box.parentElement.hidden = this.states[row.start + at] === GONE;
    });
  }

  refreshList() {
    for (const row of this.rows) {
      if (row.details) {
        this.summarize(row);
        this.refreshRow(row);
      }
    }
  }
}

const seatOf = (row, number) => ({ row, number, id: row.start + number - 1 });

/** The mark of a price: its colour has a shape, too. */
function shape(c, mark, x, y, size) {
  const [middle, right, bottom] = [size / 2, x + size, y + size];
  c.beginPath();
  switch (mark) {
    case 0:
      c.arc(x + middle, y + middle, middle, 0, 2 * Math.PI);
      break;
    case 1:
      c.roundRect(x + 0.3, y + 0.3, size - 0.6, size - 0.6, 1);
      break;
    case 2:
      c.moveTo(x + middle, y - 0.4);
      c.lineTo(right + 0.4, y + middle);
      c.lineTo(x + middle, bottom + 0.4);
      c.lineTo(x - 0.4, y + middle);
      c.closePath();
      break;
    case 3:
      c.moveTo(x + middle, y);
      c.lineTo(right, bottom);
      c.lineTo(x, bottom);
      c.closePath();
      break;
    default:
      c.moveTo(x + 2, y);
      c.lineTo(right - 2, y);
      c.lineTo(right, y + middle);
      c.lineTo(right - 2, bottom);
      c.lineTo(x + 2, bottom);
      c.lineTo(x, y + middle);
      c.closePath();
  }
}
