// What part of the hall is seen: the viewBox, moved by wheel, drag, pinch and code. Knows nothing of booths.
const CLOSEST = 14; // how many times closer than the whole hall
const FAR_NAMES = 1.9; // from here on the small names of standard booths can be read

export class View {
  constructor(svg) {
    this.svg = svg;
    const [x, y, width, height] = svg
      .getAttribute("viewBox")
      .split(/[\s,]+/)
      .map(Number);
    this.full = { x, y, width, height };
    this.now = { ...this.full };
    this.fingers = new Map();
    this.wasDragged = false;
    svg.addEventListener("dragstart", (event) => event.preventDefault()); // the plan moves, not the link of a booth
    svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, (event) => this.up(event));
    new ResizeObserver(() => this.put()).observe(svg);
    this.put();
  }

  get isNarrow() {
    return this.svg.clientWidth < 640;
  }

  // the box shows more than the viewBox where the shapes differ; work with the shape of the box
  get ratio() {
    return this.svg.clientHeight / Math.max(1, this.svg.clientWidth) || this.full.height / this.full.width;
  }

  get scale() {
    return this.full.width / this.now.width;
  }

  put() {
    const { x, y, width, height } = this.now;
    this.svg.setAttribute("viewBox", [x, y, width, height].map((n) => n.toFixed(1)).join(" "));
    const pixels = this.svg.clientWidth / width;
    this.svg.classList.toggle("near", pixels >= FAR_NAMES * 0.7);
    this.svg.classList.toggle("zoomed", this.now.width < this.full.width * 0.99);
  }

  whole() {
    this.now = { ...this.full };
    this.put();
  }

  // a narrow screen: the hall's middle, near enough that a finger meets a booth (30 px); the rest is a drag away
  fill() {
    const width = Math.min(this.full.width, this.full.height / this.ratio, this.svg.clientWidth * 2);
    this.set(this.full.x + (this.full.width - width) / 2, this.full.y, width);
  }

  set(x, y, width) {
    const height = width * this.ratio;
    const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
    this.now = {
      width,
      height,
      x: clamp(x, this.full.x - width * 0.2, this.full.x + this.full.width - width * 0.8),
      y: clamp(y, this.full.y - height * 0.2, this.full.y + this.full.height - height * 0.8),
    };
    this.put();
  }

  // point on the screen -> point on the plan
  at(clientX, clientY) {
    const matrix = this.svg.getScreenCTM();
    return matrix ? new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse()) : { x: 0, y: 0 };
  }

  zoom(by, centre = { x: this.now.x + this.now.width / 2, y: this.now.y + this.now.height / 2 }) {
    const width = this.now.width / by;
    if (width >= this.full.width) return void this.whole();
    if (width < this.full.width / CLOSEST) return;
    const height = width * this.ratio;
    const shownHeight = this.now.width * this.ratio;
    const top = this.now.y + (this.now.height - shownHeight) / 2;
    this.set(centre.x - ((centre.x - this.now.x) / this.now.width) * width, centre.y - ((centre.y - top) / shownHeight) * height, width);
  }

  centre({ x, y }, width) {
    const wide = Math.min(width, this.full.width);
    this.set(x - wide / 2, y - (wide * this.ratio) / 2, wide);
  }

  // bring a booth into sight, moving no more than needed
  reveal({ x, y, width, height }) {
    const { x: left, y: top, width: wide, height: high } = this.now;
    const inside = x - width / 2 >= left && x + width / 2 <= left + wide && y - height / 2 >= top && y + height / 2 <= top + high;
    if (!inside) this.centre({ x, y }, wide);
  }

  // plain wheel scrolls the page unless the plan has the focus; with Ctrl (a trackpad's pinch) it always zooms
  wheel(event) {
    const mine = event.ctrlKey || event.metaKey || this.svg.contains(document.activeElement);
    if (!mine || (event.deltaY > 0 && this.scale <= 1.001 && !event.ctrlKey)) return;
    event.preventDefault();
    this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, this.at(event.clientX, event.clientY));
  }

  down(event) {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    this.fingers.set(event.pointerId, event);
    this.wasDragged = false;
    this.from = this.start();
  }

  start() {
    const fingers = [...this.fingers.values()];
    const x = fingers.reduce((sum, finger) => sum + finger.clientX, 0) / fingers.length;
    const y = fingers.reduce((sum, finger) => sum + finger.clientY, 0) / fingers.length;
    const apart = fingers.length > 1 ? Math.hypot(fingers[0].clientX - fingers[1].clientX, fingers[0].clientY - fingers[1].clientY) : 0;
    return { x, y, apart };
  }

  move(event) {
    if (!this.fingers.has(event.pointerId)) return;
    this.fingers.set(event.pointerId, event);
    const to = this.start();
    const far = Math.hypot(to.x - this.from.x, to.y - this.from.y);
    if (!this.wasDragged && this.fingers.size === 1) {
      // a whole hall does not move under one finger: the page scrolls instead
      if (far < 6 || (event.pointerType === "touch" && this.scale <= 1.001)) return;
      this.svg.setPointerCapture(event.pointerId);
    }
    this.wasDragged = true;
    const units = this.now.width / this.svg.clientWidth;
    if (to.apart && this.from.apart) this.zoom(to.apart / this.from.apart, this.at(to.x, to.y));
    if (this.scale > 1.001) this.set(this.now.x - (to.x - this.from.x) * units, this.now.y - (to.y - this.from.y) * units, this.now.width);
    this.from = to;
  }

  up(event) {
    if (!this.fingers.delete(event.pointerId)) return;
    if (this.fingers.size) this.from = this.start();
    if (this.wasDragged) setTimeout(() => (this.wasDragged = false));
  }
}
