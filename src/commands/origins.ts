import type { Session } from '../core/command.ts';

/** How a client was last heard of. */
export interface Origin {
  protocol: Session['protocol'];
  /** Without the port. */
  address: string;
}

const MAX_ORIGINS = 20_000;

/** Where clients called from last, as far as this process has heard of them; the longest silent ones are forgotten. */
export class Origins {
  readonly #byId = new Map<string, Origin>();

  note(id: string, { protocol, address }: Session): void {
    // To the end of the map, which is in the order of the last calls.
    this.#byId.delete(id);
    this.#byId.set(id, { protocol, address });
    if (this.#byId.size > MAX_ORIGINS) this.#byId.delete(this.#byId.keys().next().value!);
  }

  of(id: string): Origin | undefined {
    return this.#byId.get(id);
  }
}
