// How far this device's clock is from the server's: half of the shortest of the last round trips is the likeliest way.
const LAST = 8;
const FAR_MS = 120_000;

export class Clock {
  #looks = [];

  constructor(offset = 0) {
    this.offset = offset;
  }

  measured(serverTime, sentAt, heardAt) {
    const moment = Date.parse(serverTime);
    if (Number.isNaN(moment)) return;
    const look = { trip: heardAt - sentAt, offset: Math.round(moment - (sentAt + heardAt) / 2) };
    const isJump = this.#looks.some((other) => Math.abs(other.offset - look.offset) > look.trip + other.trip + 1000);
    this.#looks = isJump ? [look] : [...this.#looks.slice(1 - LAST), look]; // somebody has set the clock: what was before is void
    this.offset = this.#looks.reduce((best, other) => (other.trip < best.trip ? other : best)).offset;
  }

  // The server's time, in milliseconds.
  now() {
    return Date.now() + this.offset;
  }

  get isFar() {
    return Math.abs(this.offset) > FAR_MS;
  }
}
