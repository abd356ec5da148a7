import { RegistryModel } from '../panels/registry/model.js';
import { watchReadableKeys } from './patterns.js';

/** The registry as the page knows it, watched once for all panels. */
class Registry {
  model = new RegistryModel();
  #link;
  #listeners = new Set();

  constructor(link) {
    this.#link = link;
    link.on('opening', () => this.model.begin());
    link.on('online', () => this.#setClock());
    this.#setClock();
    watchReadableKeys(
      link,
      (key, value, deleted, python) => this.#tell(this.model.change(key, value, deleted, python) ? 'keys' : 'values'),
      () => this.#settle(),
    );
  }

  /** `listener` is told `keys` (some came or went), `values`, or `settled` (all that is there is known). */
  on(listener) {
    this.#listeners.add(listener);
  }

  #setClock() {
    this.model.clockAhead = this.#link.clockAhead;
  }

  #settle() {
    this.model.settle();
    this.#tell('settled');
  }

  #tell(what) {
    for (const listener of this.#listeners) listener(what);
  }
}

let shared = null;

/** The one of this page; made when it is first wanted. */
export function openRegistry(link) {
  shared ??= new Registry(link);
  return shared;
}
