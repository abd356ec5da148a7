/**
 * A list of rows of one height, of which only those in sight are elements: 100,000 of them scroll like 10. Rows are made by
 * `create()` and told what to show by `update(element, index)`; one element is used for many rows.
 */
export class VirtualList {
  #viewport;
  #spacer;
  #create;
  #update;
  #count = 0;
  #rowHeight;
  #used = [];

  /** `viewport` scrolls; `spacer`, in it, holds the rows. */
  constructor({ viewport, spacer, create, update }) {
    this.#viewport = viewport;
    this.#spacer = spacer;
    this.#create = create;
    this.#update = update;
    viewport.addEventListener('scroll', () => this.refresh(), { passive: true });
    new ResizeObserver(() => this.refresh()).observe(viewport);
  }

  get count() {
    return this.#count;
  }

  set count(count) {
    this.#count = count;
    this.refresh();
  }

  /** Shows the rows in sight anew. */
  refresh() {
    const height = this.#viewport.clientHeight;
    if (height === 0) return;
    this.#rowHeight = Number.parseFloat(getComputedStyle(this.#spacer).getPropertyValue('--row-height'));
    this.#spacer.style.height = `${this.#count * this.#rowHeight}px`;
    const top = this.#viewport.scrollTop - this.#spacer.offsetTop;
    const first = Math.max(0, Math.floor(top / this.#rowHeight) - 4);
    const last = Math.min(this.#count, Math.ceil((top + height) / this.#rowHeight) + 4);
    const wanted = Math.max(0, last - first);
    while (this.#used.length < wanted) {
      const element = this.#create();
      this.#used.push(element);
      this.#spacer.append(element);
    }
    while (this.#used.length > wanted) this.#used.pop().remove();
    // An element keeps its index as long as that is in sight, and with it the focus.
    for (let index = first; index < last; index++) {
      const element = this.#used[index % wanted];
      element.style.transform = `translateY(${index * this.#rowHeight}px)`;
      this.#update(element, index);
    }
  }

  /** Scrolls as little as is needed to have the row in sight. */
  reveal(index) {
    const top = this.#spacer.offsetTop + index * this.#rowHeight;
    const { scrollTop, clientHeight } = this.#viewport;
    if (top < scrollTop + this.#spacer.offsetTop) this.#viewport.scrollTop = top - this.#spacer.offsetTop;
    else if (top + this.#rowHeight > scrollTop + clientHeight) {
      this.#viewport.scrollTop = top + this.#rowHeight - clientHeight;
    }
    this.refresh();
  }

  /** How many rows are in sight. */
  get page() {
    return Math.max(1, Math.floor(this.#viewport.clientHeight / this.#rowHeight) - 1);
  }
}
