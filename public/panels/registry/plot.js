import { button, h, setText } from '../../lib/dom.js';
import { download, fileName, formatNumber, formatTime, toCsv } from '../../lib/format.js';
import { LineChart, seriesColor } from '../../lib/lineChart.js';

const REDRAW_MS = 500;

/** The chart of the chosen keys, with what they were since the page knows them. `remove(key)` takes one out. */
export function createPlot(model, { remove, clear }) {
  const chips = h('div', { class: 'chips' });
  const when = h('span', { class: 'muted plot-time' });
  const canvas = h('div', { class: 'plot-area' });
  const element = h(
    'section',
    { class: 'card plot', 'aria-label': 'Chart of the chosen keys' },
    h(
      'div',
      { class: 'plot-head' },
      chips,
      h(
        'div',
        { class: 'plot-actions' },
        when,
        button('Whole time', null, { class: 'quiet', onclick: () => chart?.resetZoom() }),
        button('CSV', 'download', { class: 'quiet', onclick: () => save() }),
        button('Close the chart', 'close', { class: 'quiet icon-only', onclick: clear }),
      ),
    ),
    canvas,
  );
  element.hidden = true;
  let keys = [];
  let chart = null;
  let timer = null;
  let data = [];
  let point = null;

  function setKeys(chosen) {
    keys = [...chosen];
    element.hidden = keys.length === 0;
    chart?.destroy();
    chart = null;
    clearInterval(timer);
    chips.replaceChildren(...keys.map(makeChip));
    if (keys.length === 0) return;
    const pointAt = index => {
      point = index;
      showValues();
    };
    chart = new LineChart(canvas, { series: keys, format: formatNumber, pointAt });
    draw();
    timer = setInterval(draw, REDRAW_MS);
  }

  function makeChip(key, i) {
    const swatch = h('i', { class: 'swatch' });
    swatch.style.background = seriesColor(i);
    const take = button(`Take ${key} out of the chart`, 'close', {
      class: 'quiet icon-only small',
      onclick: () => remove(key),
    });
    return h(
      'span',
      { class: 'chip' },
      swatch,
      h('span', { class: 'mono' }, key),
      h('b', { class: 'chip-value' }),
      take,
    );
  }

  function draw() {
    if (canvas.clientWidth === 0) return;
    data = align();
    chart.setData(...data);
    showValues();
  }

  /** The values where the pointer is, else the last ones. */
  function showValues() {
    const at = point ?? data[0].length - 1;
    [...chips.children].forEach((chip, i) => {
      const value = data[i + 1]?.slice(0, at + 1).findLast(known => known !== null);
      setText(chip.querySelector('.chip-value'), value === undefined ? '–' : formatNumber(value));
    });
    setText(when, point === null || !data[0][point] ? '' : formatTime(new Date(data[0][point] * 1000)));
  }

  /** One list of times, and for each key its values at them; the last ones hold on until now. */
  function align() {
    const histories = keys.map(key => model.entries.get(key)?.history ?? []);
    const now = Date.now() / 1000;
    const times = [...new Set([...histories.flatMap(history => history.map(([time]) => time)), now])].sort(
      (a, b) => a - b,
    );
    const values = histories.map(history => {
      const byTime = new Map(history);
      if (history.length > 0) byTime.set(now, history.at(-1)[1]);
      return times.map(time => byTime.get(time) ?? null);
    });
    return [times, ...values];
  }

  function save() {
    const [times, ...values] = align();
    const rows = times.map((time, i) => [new Date(time * 1000).toISOString(), ...values.map(list => list[i])]);
    download(fileName('chart'), toCsv([['time', ...keys], ...rows.slice(0, -1)]));
  }

  return { element, setKeys };
}
