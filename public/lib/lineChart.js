import uPlot from '/vendor/uplot.js';

/** Colours of series, for the light and the dark theme. */
const PALETTE = [
  ['#0b6e74', '#56c8cb'],
  ['#b4531a', '#f2a36b'],
  ['#5b4bc4', '#a99bf5'],
  ['#a3246b', '#f08fc3'],
  ['#3d7a1f', '#9fd67f'],
  ['#1f55b5', '#8ab8ff'],
];

/** How far ticks may be apart. */
const STEPS = {
  whole: Array.from({ length: 13 }, (_, power) => [1, 2, 5].map(n => n * 10 ** power)).flat(),
  bytes: Array.from({ length: 45 }, (_, power) => 2 ** power),
};
/** In seconds: no two ticks are written alike. */
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const TIME_STEPS = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map(n => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 96].map(n => n * HOUR),
];
const onlyDecades = (_plot, values) => values.map(value => (Number.isInteger(Math.log10(value)) ? value : null));

/** Loads uPlot's stylesheet once. */
function loadStyles() {
  if (document.querySelector('link[href="/vendor/uplot.css"]')) return;
  const styles = document.createElement('link');
  styles.rel = 'stylesheet';
  styles.href = '/vendor/uplot.css';
  document.head.append(styles);
}

/**
 * A chart over time in `parent`, as wide as that. `series`: names. `format(value)` writes a value. `fromZero`: the
 * scale begins there. `logarithmic`: the values, above 0, are drawn by decades.
 * `steps`: `whole` or `bytes`, the kind of numbers to have ticks at. `pointAt(index)` is told which
 * point the pointer is at, null for none. Colours follow the theme.
 * Drag to zoom, double click to see all again.
 */
export class LineChart {
  #parent;
  #options;
  #data;
  #plot = null;
  #zoomed = false;

  constructor(
    parent,
    {
      series,
      height = 220,
      format = String,
      zoom = true,
      fromZero = false,
      logarithmic = false,
      steps,
      pointAt = () => {},
    },
  ) {
    loadStyles();
    this.#parent = parent;
    this.#options = { series, height, format, zoom, fromZero, logarithmic, steps, pointAt };
    this.#data = [[], ...series.map(() => [])];
    this.#build();
    let width = parent.clientWidth;
    this.resized = new ResizeObserver(() => {
      if (parent.clientWidth === width || parent.clientWidth === 0) return;
      width = parent.clientWidth;
      this.#plot.setSize({ width, height });
    });
    this.resized.observe(parent);
    this.rebuild = () => this.#build();
    addEventListener('themechange', this.rebuild);
  }

  /** `times` in seconds since 1970, and one list of values for each series; null where there is none. */
  setData(times, ...values) {
    this.#data = [times, ...values];
    this.#plot.setData(this.#data, !this.#zoomed);
  }

  resetZoom() {
    this.#zoomed = false;
    this.#plot.setData(this.#data, true);
  }

  destroy() {
    this.resized.disconnect();
    removeEventListener('themechange', this.rebuild);
    this.#plot.destroy();
  }

  #build() {
    this.#plot?.destroy();
    const { series, height, format, zoom, fromZero, logarithmic, steps, pointAt } = this.#options;
    const style = getComputedStyle(document.documentElement);
    const dark = isDark();
    const axis = {
      stroke: dark ? '#9eabb7' : '#56616d',
      grid: { stroke: dark ? '#2b343d' : '#e3e8ec', width: 1 },
      ticks: { show: false },
      font: `12px ${style.getPropertyValue('--sans')}`,
    };
    const line = (label, i) => {
      const color = seriesColor(i);
      return {
        ...{ label, stroke: color, width: 2, spanGaps: true, points: { show: false } },
        fill: series.length === 1 ? `${color}22` : undefined,
      };
    };
    this.#plot = new uPlot(
      {
        ...{ width: this.#parent.clientWidth || 300, height },
        legend: { show: false },
        // Room for half a label.
        padding: [null, 22, null, null],
        cursor: { drag: { x: zoom, y: false }, y: false, points: { size: 7 } },
        series: [{}, ...series.map(line)],
        axes: [
          {
            ...axis,
            ...{ size: 32, space: 70, incrs: TIME_STEPS },
            // Clear of the label at the foot of the other axis.
            gap: 10,
            values: (_plot, times) => times.map(formatTick(times)),
          },
          {
            ...axis,
            size: 58,
            ...(steps && { incrs: STEPS[steps] }),
            ...(logarithmic && { filter: onlyDecades, grid: { ...axis.grid, filter: onlyDecades } }),
            values: (_plot, values) => values.map(value => (value === null ? '' : format(value))),
          },
        ],
        scales: {
          y: logarithmic
            ? { distr: 3, range: (_plot, low, high) => decades(low, high) }
            : { range: (_plot, low, high) => paddedRange(fromZero && low !== null ? 0 : low, high) },
        },
        hooks: {
          setSelect: [
            plot => {
              this.#zoomed = plot.select.width > 0;
            },
          ],
          setCursor: [plot => pointAt(plot.cursor.idx ?? null)],
        },
      },
      this.#data,
      this.#parent,
    );
    this.#plot.over.addEventListener('dblclick', () => {
      this.#zoomed = false;
    });
  }
}

/** The colour of the series with this index, in the present theme. */
export function seriesColor(index) {
  return PALETTE[index % PALETTE.length][isDark() ? 1 : 0];
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

function formatTick(times) {
  const bySecond = times.length > 1 && times[1] - times[0] < 60;
  const shape = { hour: '2-digit', minute: '2-digit', hour12: false, ...(bySecond && { second: '2-digit' }) };
  return time => new Date(time * 1000).toLocaleTimeString([], shape);
}

function paddedRange(low, high) {
  if (low === null || low === undefined) return [0, 1];
  const pad = (high - low) * 0.1 || Math.abs(high) * 0.1 || 1;
  return [low >= 0 && low - pad < 0 ? 0 : low - pad, high + pad];
}

/** Whole powers of ten around the values. */
function decades(low, high) {
  if (!(low > 0)) return [0.001, 1];
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  return [10 ** from, 10 ** Math.max(to, from + 1)];
}
