"""Ground floor: unit of work, outbox, messages, errors, clock, money, ids, history, idempotency. No word of the fair lives here."""
