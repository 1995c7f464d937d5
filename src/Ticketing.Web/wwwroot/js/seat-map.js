// The map of seats: a picture that is painted apart from the page's own thread, so that a hall of 20,000 seats moves smoothly; the same
// seats as a list for those who do not see it; and the choice, which a plain form sends.
import { discounted, feesOf, taxOf } from "./fees.js";
import { fill } from "./page.js";
import { ACCESSIBLE, CHOSEN, COMPANION, FREE, GONE, Hall, HELD, MINE, RESTRICTED, SOLD, STATE } from "./seat-hall.js";
import { SEATS_FROM } from "./seat-painter.js";
import { SeatPicture } from "./seat-picture.js";

/** Pixels from one seat to the next, at most. */
const MOST_ZOOM = 50;
const DRAG_FROM = 6;

/** What states are called. */
const STATES = ["Free", "Held", "Sold", "Gone"];

/** A seat that is smaller than this is not meant by a finger: it wants to see more of what is there. */
const TAP_FROM = SEATS_FROM * 1.6;

/**
 * A worker that paints, which gets ready while the page asks where the seats are. Null: the page paints between frames, in browsers without
 * canvases for workers (Safari before 16.4) or modules in them (Firefox before 114).
 */
export const painting = new Promise(resolve => {
  if (!("transferControlToOffscreen" in HTMLCanvasElement.prototype)) {
    resolve(null);
    return;
  }

  const worker = new Worker(new URL("./seat-worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", () => resolve(worker), { once: true });
  worker.addEventListener("error", () => resolve(null), { once: true });
});

export class SeatMap {
  /**
   * @param plan where everything is
   * @param sale what can be bought there, and how much
   * @param worker paints it; null: nobody but the page does
   */
  constructor(root, plan, sale, words, worker) {
    this.root = root;
    this.words = words;
    this.most = sale.most;
    this.exchanged = sale.exchanged ?? [];
    this.money = sale.money;
    this.fees = sale.fees;
    this.tax = sale.tax;
    this.canvas = root.querySelector("canvas");
    this.form = root.querySelector("[data-hold]").form;
    this.tip = root.querySelector(".map-tip");
    this.chosen = new Map();
    this.pointers = new Map();
    this.changed = new Set();
    this.changes = 0;
    this.hall = new Hall(plan, sale.sections, section => document.getElementById(`section-${section.id}`) !== null);
    this.flags = this.hall.flags;
    for (const seat of (sale.own ?? []).map(id => this.hall.byId.get(id)).filter(seat => seat !== undefined)) {
      this.flags[seat] |= MINE;
    }

    this.openPicture(worker);
    this.explain();
    this.listen();
    this.list();
    this.recall();
    this.resize();
  }

  /** What was chosen before the page said that it can't be had so. */
  recall() {
    const { seats, "seat-types": types } = this.form.elements;
    const typeIds = types.value.split(",");
    for (const [at, id] of seats.value.split(",").entries()) {
      const seat = this.hall.byId.get(id);
      if (seat !== undefined) {
        const section = this.hall.section(seat);
        this.choose(seat, section.types.find(type => type.id === typeIds[at]) ?? section.types[0]);
      }
    }
    if (this.chosen.size > 0) {
      this.showChoice();
      this.repaint(null);
    }
  }

  /** The legend says what is in this hall. */
  explain() {
    for (const [name, look] of [["accessible", ACCESSIBLE], ["companion", COMPANION], ["restricted", RESTRICTED]]) {
      this.root.querySelector(`[data-look=${name}]`).hidden = !this.hall.looks.some(one => one & look);
    }

    this.root.querySelector("[data-look=mine]").hidden = !this.flags.some(flags => flags & MINE);
  }

  // The picture.

  openPicture(worker) {
    const [hall, colours] = [this.hall.picture(this.words.Stage), this.colours()];
    if (!worker) {
      this.picture = new SeatPicture(this.canvas, () => document.createElement("canvas"), hall, colours, changes => this.painted(changes));
      return;
    }

    const canvas = this.canvas.transferControlToOffscreen();
    worker.addEventListener("message", ({ data }) => this.painted(data));
    worker.postMessage({ canvas, hall, colours }, [canvas]);
    this.picture = {
      show: at => worker.postMessage({ at }),
      change: (flags, seats) => worker.postMessage({ flags, seats }),
      recolour: to => worker.postMessage({ colours: to }),
    };
  }

  colours() {
    const style = getComputedStyle(this.root);
    const read = name => style.getPropertyValue(name).trim();
    return {
      prices: [0, 1, 2, 3, 4].map(number => read(`--price-${number}`)),
      ink: read("--ink"),
      muted: read("--ink-muted"),
      line: read("--line-strong"),
      paper: read("--paper"),
      surface: read("--surface"),
      ground: read("--sunken"),
      accent: read("--accent"),
      font: style.fontFamily,
    };
  }

  resize() {
    // As deep as the hall is, within what a screen shows at once. A frame is as high as what is in it.
    const { hall, canvas } = this;
    const screen = window.parent === window ? window.innerHeight : window.screen.availHeight;
    const wanted = (canvas.clientWidth * hall.height) / hall.width;
    const height = `${Math.round(Math.min(Math.max(wanted, 220), Math.max(320, screen * 0.62)))}px`;
    if (canvas.style.height !== height) {
      canvas.style.height = height;
    }

    const wasAll = this.scale === undefined || this.isAll();
    this.size = { width: canvas.clientWidth, height: canvas.clientHeight };
    this.least = Math.min(this.size.width / hall.width, this.size.height / hall.height, MOST_ZOOM / 2);
    if (wasAll) {
      this.showAll();
    } else {
      this.clamp();
      this.draw();
    }
  }

  isAll() {
    return this.scale < this.least * 1.01;
  }

  showAll() {
    this.scale = this.least;
    [this.left, this.top] = [0, 0];
    this.clamp();
    this.draw();
  }

  clamp() {
    this.scale = Math.min(Math.max(this.scale, this.least), MOST_ZOOM);
    const keep = (at, view, size) => (size <= view ? (view - size) / 2 : Math.min(0, Math.max(view - size, at)));
    this.left = keep(this.left, this.size.width, this.hall.width * this.scale);
    this.top = keep(this.top, this.size.height, this.hall.height * this.scale);
    if (this.isZoomed === this.isAll()) {
      this.canvas.classList.toggle("zoomed", !this.isAll());
    }

    this.isZoomed = !this.isAll();
  }

  zoom(factor, x = this.size.width / 2, y = this.size.height / 2) {
    const before = this.scale;
    this.scale = Math.min(Math.max(this.scale * factor, this.least), MOST_ZOOM);
    this.left = x - ((x - this.left) * this.scale) / before;
    this.top = y - ((y - this.top) * this.scale) / before;
    this.clamp();
    this.draw();
  }

  /** Comes closer to what is there: to a whole section where its seats can be told apart then. */
  open(x, y) {
    const [hallX, hallY] = [(x - this.left) / this.scale, (y - this.top) / this.scale];
    const box = this.hall.sectionAt(hallX, hallY)?.box;
    const whole = box ? Math.min(this.size.width / (box.right - box.left + 3), this.size.height / (box.bottom - box.top + 4)) : 0;
    if (whole <= TAP_FROM) {
      this.zoom(Math.max(2, (SEATS_FROM * 3) / this.scale), x, y);
      return;
    }

    this.scale = Math.min(whole, MOST_ZOOM / 2);
    this.left = this.size.width / 2 - ((box.left + box.right) / 2) * this.scale;
    this.top = this.size.height / 2 - ((box.top + box.bottom - 1) / 2) * this.scale;
    this.clamp();
    this.draw();
  }

  draw() {
    const { left, top, scale, least } = this;
    const cursor = this.cursor !== undefined && this.canvas.matches(":focus-visible") ? this.cursor : -1;
    this.picture.show({ left, top, scale, least, cursor, ratio: Math.min(window.devicePixelRatio || 1, 3), ...this.size });
  }

  /** What is in view is painted, with so many of the changes that were told. */
  painted(changes) {
    if (changes >= this.liveFrom) {
      this.canvas.dataset.live = "";
    }
  }

  repaint(seats) {
    this.picture.change(this.flags, seats);
    return ++this.changes;
  }

  // What the service tells.

  forget() {
    for (let seat = 0; seat < this.flags.length; seat++) {
      this.set(seat, FREE);
    }
  }

  set(seat, state) {
    if ((this.flags[seat] & STATE) !== state) {
      this.flags[seat] = (this.flags[seat] & ~STATE) | state;
      this.changed.add(seat);
    }
  }

  update(message) {
    for (const [ids, state] of [[message.available, FREE], [message.held, HELD], [message.sold, SOLD], [message.withheld, SOLD], [message.removed ?? [], GONE]]) {
      for (const id of ids) {
        const seat = this.hall.byId.get(id);
        if (seat !== undefined) {
          this.set(seat, state);
          if (state !== FREE && this.chosen.has(seat)) {
            this.unchoose(seat);
            this.lose(seat);
          }
        }
      }
    }
  }

  /** All of a message is there. */
  settled() {
    const changed = this.changed;
    this.changed = new Set();
    const number = this.repaint(changed.size > this.hall.count / 10 ? null : [...changed]);
    this.liveFrom ??= number;
    this.refreshList();
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

  name(seat) {
    const row = this.hall.row(seat);
    return fill(this.words.SeatName, row.section.name, row.label, this.hall.labels[seat]);
  }

  /** What is special about a seat, in words. */
  looks(seat) {
    const look = this.hall.looks[seat];
    return [[ACCESSIBLE, "Accessible"], [COMPANION, "Companion"], [RESTRICTED, "Restricted"]].filter(([bit]) => look & bit).map(([, word]) => `, ${this.words[word]}`).join("");
  }

  choose(seat, type) {
    this.chosen.set(seat, { seat, type });
    this.flags[seat] |= CHOSEN;
  }

  unchoose(seat) {
    this.chosen.delete(seat);
    this.flags[seat] &= ~CHOSEN;
    this.changed.add(seat);
  }

  /** What a seat is sold as until another type is chosen: in an exchange as what is exchanged, one for one. */
  firstType(seat) {
    const { types } = this.hall.section(seat);
    const left = [...this.exchanged];
    for (const { type } of this.chosen.values()) {
      const at = left.indexOf(type?.id);
      if (at >= 0) {
        left.splice(at, 1);
      }
    }

    return types.find(type => left.includes(type.id)) ?? types[0];
  }

  toggle(seat) {
    const state = this.flags[seat] & STATE;
    if (this.chosen.has(seat)) {
      this.unchoose(seat);
      this.say(fill(this.words.SayRemoved, this.name(seat)));
    } else if (state !== FREE) {
      this.say(`${this.name(seat)}: ${this.stateOf(seat)}`);
      return;
    } else if (this.chosen.size >= this.most) {
      this.say(fill(this.words.Most, this.most), true);
      return;
    } else {
      this.choose(seat, this.firstType(seat));
      this.say(fill(this.words.SayChosen, this.name(seat) + this.looks(seat)));
    }

    this.root.querySelector("[data-conflict]").hidden = true;
    this.showChoice();
    this.repaint([seat]);
    this.refreshList();
  }

  showChoice() {
    const seats = [...this.chosen.values()].sort((one, other) => one.seat - other.seat);
    const list = this.root.querySelector("[data-chosen]");
    list.replaceChildren(...seats.map(choice => {
      const name = this.name(choice.seat) + this.looks(choice.seat);
      const [item, button, cross] = [document.createElement("li"), document.createElement("button"), document.createElement("span")];
      button.type = "button";
      const text = choice.type ? name : `${name} · ${this.hall.section(choice.seat).price}`;
      button.setAttribute("aria-label", fill(this.words.Remove, text));
      cross.textContent = "×";
      cross.setAttribute("aria-hidden", "true");
      button.append(`${text} `, cross);
      button.addEventListener("click", () => this.toggle(choice.seat));
      item.append(button);
      if (choice.type) {
        item.append(this.typeChoice(choice));
      }
      return item;
    }));
    this.root.querySelector("[data-nothing]").hidden = seats.length > 0;
    this.form.elements["seat-types"].value = seats.map(({ type }) => type?.id ?? "").join(",");
    this.form.elements.seats.value = seats.map(({ seat }) => this.hall.ids[seat]).join(",");
    const button = this.root.querySelector("[data-hold]");
    const picks = seats.length > 0 ? this.picks() : [];
    list.append(...picks.map(pick => {
      const item = document.createElement("li");
      item.textContent = fill(this.words.Pick, pick.count, pick.name);
      return item;
    }));
    const missing = this.exchanged.length - seats.length;
    button.disabled = seats.length === 0 || missing > 0;
    button.textContent = button.disabled ? fill(this.words.HoldNone, missing)
      : picks.length > 0 ? fill(this.words.HoldAll, this.total(seats, picks))
      : fill(seats.length === 1 ? this.words.HoldOne : this.words.HoldMany, seats.length, this.total(seats));
  }

  /** Places without numbers that are chosen below the map, and are held with the seats. */
  picks() {
    return [...this.form.elements].filter(field => field.dataset.pick && Number(field.value) > 0)
      .map(field => ({ name: field.dataset.pick, count: Number(field.value), minor: Number(field.dataset.minor), off: field.dataset.off ? JSON.parse(field.dataset.off) : undefined }));
  }

  /** What a chosen seat is to be sold as. */
  typeChoice(choice) {
    const { types } = this.hall.section(choice.seat);
    const select = document.createElement("select");
    select.setAttribute("aria-label", fill(this.words.TypeOf, this.name(choice.seat)));
    select.append(...types.map(type => new Option(type.label, type.id, false, type === choice.type)));
    select.addEventListener("change", () => {
      choice.type = types[select.selectedIndex];
      this.showChoice();
      this.root.querySelector(`[data-chosen] select[aria-label="${CSS.escape(select.getAttribute("aria-label"))}"]`)?.focus();
    });
    return select;
  }

  /** The prices together with their discounts, fees and what tax is added, as the reader's language writes money. */
  total(seats, picks = []) {
    const { pattern, free, places, point, thousands } = this.money;
    const offers = [...seats.map(({ seat, type }) => type ?? this.hall.section(seat)), ...picks.flatMap(pick => Array(pick.count).fill(pick))];
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
    return fill(this.words.Say, this.name(seat) + this.looks(seat), this.stateOf(seat), this.hall.section(seat).price);
  }

  stateOf(seat) {
    return this.words[this.chosen.has(seat) ? "Chosen" : this.flags[seat] & MINE ? "Mine" : STATES[this.flags[seat] & STATE]];
  }

  // Pointers and keys.

  listen() {
    const { canvas } = this;
    document.addEventListener("change", event => event.target.form === this.form && this.showChoice());
    new ResizeObserver(() => this.resize()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.picture.recolour(this.colours()));
    canvas.addEventListener("pointerdown", event => this.press(event));
    canvas.addEventListener("pointermove", event => this.move(event));
    canvas.addEventListener("pointerup", event => this.lift(event, true));
    canvas.addEventListener("pointercancel", event => this.lift(event, false));
    canvas.addEventListener("pointerleave", () => this.pointers.size === 0 && this.showTip(""));
    canvas.addEventListener("wheel", event => {
      // The wheel alone scrolls the page; with Ctrl, which a pinch on a touch pad sends too, it zooms.
      if (event.ctrlKey) {
        event.preventDefault();
        const [x, y] = this.placeOf(event);
        this.zoom(Math.exp(-event.deltaY / 200), x, y);
      }
    }, { passive: false });
    canvas.addEventListener("keydown", event => this.key(event));
    canvas.addEventListener("focus", () => this.draw());
    canvas.addEventListener("blur", () => this.draw());
    for (const button of this.root.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => (button.dataset.zoom === "all" ? this.showAll() : this.zoom(button.dataset.zoom === "in" ? 1.6 : 1 / 1.6)));
    }
  }

  /** The seat under a pointer; -1: none. */
  seatAt(x, y) {
    return this.hall.seatAt((x - this.left) / this.scale, (y - this.top) / this.scale);
  }

  /** Where in the view a pointer is. */
  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  press(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY, fromX: event.clientX, fromY: event.clientY });
    this.isDragged = this.pointers.size > 1;
  }

  move(event) {
    const pointer = this.pointers.get(event.pointerId);
    if (!pointer) {
      const seat = this.scale >= SEATS_FROM ? this.seatAt(...this.placeOf(event)) : -1;
      this.showTip(seat >= 0 ? this.describe(seat) : "");
      return;
    }

    // A frame of a drag asks the page for no place of anything, which it would have to lay out for that.
    const { clientX, clientY } = event;
    const other = [...this.pointers.values()].find(one => one !== pointer);
    if (other) {
      const before = Math.hypot(pointer.x - other.x, pointer.y - other.y);
      const after = Math.hypot(clientX - other.x, clientY - other.y);
      if (before > 0) {
        // Two fingers move it, too: by half of what one of them moves.
        const [x, y] = this.placeOf(event);
        this.left += (clientX - pointer.x) / 2;
        this.top += (clientY - pointer.y) / 2;
        this.zoom(after / before, x + (other.x - clientX) / 2, y + (other.y - clientY) / 2);
      }
    } else if (this.isDragged || Math.hypot(clientX - pointer.fromX, clientY - pointer.fromY) > DRAG_FROM) {
      this.isDragged = true;
      this.left += clientX - pointer.x;
      this.top += clientY - pointer.y;
      this.clamp();
      this.draw();
    }

    Object.assign(pointer, { x: clientX, y: clientY });
  }

  lift(event, isTap) {
    this.pointers.delete(event.pointerId);
    if (!isTap || this.isDragged || this.pointers.size > 0) {
      return;
    }

    const [x, y] = this.placeOf(event);
    if (this.goToPlaces(x, y)) {
      return;
    }

    if (this.scale < TAP_FROM) {
      // Too small to hit: closer first.
      this.open(x, y);
      return;
    }

    const seat = this.seatAt(x, y);
    if (seat >= 0) {
      this.cursor = seat;
      this.toggle(seat);
      this.showTip(this.describe(seat));
    }
  }

  /** Places without numbers are chosen below the map: a tap on them leads there. */
  goToPlaces(x, y) {
    const area = this.seatAt(x, y) < 0 ? this.hall.areaAt((x - this.left) / this.scale, (y - this.top) / this.scale) : null;
    const field = area ? document.getElementById(`section-${area.id}`)?.querySelector("select, input:not([type=hidden]), button") : null;
    field?.closest(".card").scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
    return Boolean(field);
  }

  key(event) {
    const { cursor, hall } = this;
    const steps = {
      ArrowLeft: () => hall.beside(cursor, -1),
      ArrowRight: () => hall.beside(cursor, 1),
      ArrowUp: () => hall.toward(cursor, 0, -1),
      ArrowDown: () => hall.toward(cursor, 0, 1),
      Home: () => hall.there(hall.row(cursor).start, hall.row(cursor).end),
      End: () => hall.there(hall.row(cursor).end - 1, hall.row(cursor).start - 1),
      PageUp: () => this.inSection(-1),
      PageDown: () => this.inSection(1),
    };
    if (event.key in steps && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.go(cursor === undefined ? this.firstFree(0, hall.count) : steps[event.key]());
    } else if ((event.key === "Enter" || event.key === " ") && cursor !== undefined) {
      event.preventDefault();
      this.toggle(cursor);
    } else if (event.key === "+" || event.key === "-") {
      event.preventDefault();
      this.zoom(event.key === "+" ? 1.4 : 1 / 1.4);
    }
  }

  firstFree(from, to) {
    for (let seat = from; seat < to; seat++) {
      if ((this.flags[seat] & STATE) === FREE) {
        return seat;
      }
    }

    return this.hall.there(from, to);
  }

  /** Of the section before or behind. */
  inSection(step) {
    const { sections } = this.hall;
    const { rows } = sections.at((sections.indexOf(this.hall.section(this.cursor)) + step) % sections.length);
    return this.firstFree(rows[0].start, rows.at(-1).end);
  }

  go(seat) {
    this.cursor = seat;
    if (this.scale < 14) {
      this.scale = Math.min(MOST_ZOOM, 18);
    }

    const [x, y] = [this.hall.x[seat] * this.scale, this.hall.y[seat] * this.scale];
    const margin = 40;
    this.left = Math.min(Math.max(this.left, margin - x), this.size.width - margin - x);
    this.top = Math.min(Math.max(this.top, margin - y), this.size.height - margin - y);
    this.clamp();
    this.draw();
    this.say(this.describe(seat), true);
  }

  // The list.

  list() {
    const body = this.root.querySelector(".seat-list-body");
    this.root.querySelector(".seat-list").addEventListener("toggle", () => {
      if (body.children.length === 0) {
        body.append(...this.hall.sections.map(section => this.listSection(section)));
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
    for (let seat = row.start; seat < row.end; seat++) {
      free += (this.flags[seat] & STATE) === FREE ? 1 : 0;
    }

    row.details.hidden = this.hall.isGone(this.hall.there(row.start, row.end));
    if (row.free !== free) {
      row.free = free;
      row.details.firstChild.textContent = fill(this.words.Row, row.label, free);
    }
  }

  listRow(row, details) {
    if (details.children.length > 1 || !details.open) {
      return;
    }

    const seats = document.createElement("div");
    seats.className = "seats";
    row.boxes = Array.from({ length: row.end - row.start }, (_, at) => {
      const seat = row.start + at;
      const [label, box] = [document.createElement("label"), document.createElement("input")];
      box.type = "checkbox";
      box.addEventListener("change", () => this.toggle(seat));
      label.append(box, fill(this.words.Seat, this.hall.labels[seat]) + this.looks(seat));
      seats.append(label);
      return box;
    });
    details.append(seats);
    this.refreshRow(row);
  }

  refreshRow(row) {
    row.boxes?.forEach((box, at) => {
      box.checked = this.chosen.has(row.start + at);
      box.disabled = (this.flags[row.start + at] & STATE) !== FREE && !box.checked;
      box.parentElement.hidden = this.hall.isGone(row.start + at);
    });
  }

  refreshList() {
    for (const row of this.hall.rows) {
      if (row.details) {
        this.summarize(row);
        this.refreshRow(row);
      }
    }
  }
}
