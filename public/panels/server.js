import { h, setText } from '../lib/dom.js';
import { formatBytes, formatNumber, formatUptime } from '../lib/format.js';
import { LineChart } from '../lib/lineChart.js';
import { parseMetrics } from './server/metrics.js';

const INTERVAL_MS = 2000;
/** Ten minutes. */
const MAX_POINTS = 300;

const perSecond = value => `${formatNumber(value)}/s`;
const milliseconds = value => `${formatNumber(value)} ms`;

/** What is drawn: a figure out of two looks at the server, `seconds` apart. */
const CHARTS = [
  { title: 'Requests', format: perSecond, read: (now, before, seconds) => (now.requests - before.requests) / seconds },
  { title: 'Time of a request, mean', format: milliseconds, read: (now, before) => mean(now, before) },
  { title: 'Errors', format: perSecond, read: (now, before, seconds) => (now.errors - before.errors) / seconds },
  { title: 'Messages', format: perSecond, read: (now, before, seconds) => (now.messages - before.messages) / seconds },
  { title: 'Memory', fromZero: false, format: formatBytes, read: now => now.memory },
  {
    title: 'Processor',
    format: value => `${formatNumber(value)} %`,
    read: (now, before, seconds) => (100 * (now.cpuSeconds - before.cpuSeconds)) / seconds,
  },
  {
    title: 'Storage written',
    format: value => `${formatBytes(value)}/s`,
    read: (now, before, seconds) => (now.written - before.written) / seconds,
  },
  { title: 'Event loop lag, p99', format: milliseconds, read: now => now.loopLagMs },
  { title: 'Connections', fromZero: false, format: formatNumber, read: now => now.connections },
];

const FACTS = [
  ['Version', 'version'],
  ['Host', 'host'],
  ['Address', 'ip'],
  ['Port', 'port'],
  ['Keys', 'keys'],
  ['Clients', 'clients'],
  ['Groups', 'groups'],
];

function mean(now, before) {
  const count = now.latencyCount - before.latencyCount;
  return count > 0 ? (1000 * (now.latencySum - before.latencySum)) / count : null;
}

/** How the server is: facts, and small live charts of the last ten minutes. */
export function createPanel({ link }) {
  const facts = FACTS.map(([label, name]) => ({ name, value: h('dd', {}, '–'), label }));
  const uptime = h('dd', {}, '–');
  const charts = CHARTS.map(createChart);
  const times = [];
  let before = null;
  let timer = null;
  const element = h(
    'section',
    { class: 'panel', 'aria-labelledby': 'server-title' },
    h('div', { class: 'panel-head' }, h('h1', { id: 'server-title' }, 'Server')),
    h(
      'dl',
      { class: 'card facts' },
      ...facts.map(({ label, value }) => h('div', {}, h('dt', {}, label), value)),
      h('div', {}, h('dt', {}, 'Up for'), uptime),
    ),
    h('div', { class: 'charts' }, ...charts.map(chart => chart.element)),
    h(
      'p',
      { class: 'hint' },
      'Prometheus reads the same figures, and more, from ',
      h('a', { href: '/metrics' }, '/metrics'),
      '.',
    ),
  );

  async function look() {
    if (document.hidden || link.state !== 'online') return;
    try {
      const [values, metrics] = await Promise.all([
        link.call('getAll', { pattern: 'server.*' }),
        fetch('/metrics').then(response => response.text()),
      ]);
      show(values, parseMetrics(metrics));
    } catch {
      // The link says that the connection is lost.
    }
  }

  function show(values, metrics) {
    for (const { name, value } of facts) setText(value, String(values[`server.${name}`]));
    setText(uptime, formatUptime(values['server.uptime']));
    const at = Date.now() / 1000;
    // After a restart of the server its counters begin anew.
    if (before && metrics.requests >= before.requests) {
      times.push(at);
      for (const chart of charts) chart.add(metrics, before, at - before.at);
      if (times.length > MAX_POINTS) times.shift();
      for (const chart of charts) chart.draw(times);
    }
    before = { ...metrics, at };
  }

  return {
    element,
    show() {
      for (const chart of charts) chart.open();
      clearInterval(timer);
      timer = setInterval(look, INTERVAL_MS);
      look();
    },
    hide: () => clearInterval(timer),
  };
}

function createChart({ title, format, read, fromZero = true }) {
  const current = h('span', { class: 'chart-now' }, '–');
  const place = h('div');
  const element = h(
    'section',
    { class: 'card chart-card', 'aria-label': title },
    h('div', { class: 'chart-head' }, h('h2', {}, title), current),
    place,
  );
  const values = [];
  let chart = null;
  return {
    element,
    /** uPlot wants to know its width. */
    open() {
      chart ??= new LineChart(place, { series: [title], height: 130, format, fromZero, zoom: false });
    },
    add(now, before, seconds) {
      values.push(read(now, before, seconds));
      if (values.length > MAX_POINTS) values.shift();
      setText(current, values.at(-1) === null ? '–' : format(values.at(-1)));
    },
    draw: times => chart.setData([...times], [...values]),
  };
}
