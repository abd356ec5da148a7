import { h, setText } from '../lib/dom.js';
import { formatBytes, formatNumber, formatSeconds, formatUptime } from '../lib/format.js';
import { LineChart } from '../lib/lineChart.js';
import { parseMetrics, percentile } from './server/metrics.js';

const INTERVAL_MS = 2000;
/** Ten minutes. */
const MAX_POINTS = 300;

const short = value => formatNumber(Math.abs(value) < 100 ? Number(value.toPrecision(2)) : Math.round(value));
const perSecond = value => `${short(value)}/s`;
const milliseconds = value => `${short(value)} ms`;
const one = read => ({ '': read });
const inTime = share => (now, before) => percentile(now, before, share);

/** What is drawn: figures, each with its name, out of two looks at the server, `seconds` apart. */
const CHARTS = [
  { title: 'Requests', format: perSecond, read: one(rateOf('requests')) },
  {
    title: 'Latency',
    format: formatSeconds,
    logarithmic: true,
    read: { p50: inTime(0.5), p95: inTime(0.95), p99: inTime(0.99) },
  },
  { title: 'Errors', format: perSecond, read: one(rateOf('errors')) },
  { title: 'Messages', format: perSecond, read: one(rateOf('messages')) },
  { title: 'Memory', steps: 'bytes', format: formatBytes, read: one(now => now.memory) },
  {
    title: 'Processor',
    format: value => `${short(value)} %`,
    read: one((now, before, seconds) => (100 * (now.cpuSeconds - before.cpuSeconds)) / seconds),
  },
  {
    title: 'Storage written',
    steps: 'bytes',
    format: value => `${formatBytes(value)}/s`,
    read: one(rateOf('written')),
  },
  { title: 'Event loop lag, p99', format: milliseconds, read: one(now => now.loopLagMs) },
  { title: 'Connections', steps: 'whole', format: formatNumber, read: one(now => now.connections) },
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

function rateOf(name) {
  return (now, before, seconds) => (now[name] - before[name]) / seconds;
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
        link.fetch('/metrics').then(response => response.text()),
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

function createChart({ title, format, read, steps, logarithmic = false }) {
  const names = Object.keys(read);
  const current = names.map(() => h('span', {}, '–'));
  const place = h('div');
  const element = h(
    'section',
    { class: 'card chart-card', 'aria-label': title },
    h(
      'div',
      { class: 'chart-head' },
      h('h2', {}, title),
      h(
        'div',
        { class: 'chart-now' },
        ...names.map((name, i) => h('span', {}, name && h('i', { class: `series-${i}` }, `${name} `), current[i])),
      ),
    ),
    place,
  );
  const values = names.map(() => []);
  let chart = null;
  return {
    element,
    /** uPlot wants to know its width. */
    open() {
      const series = names.map(name => name || title);
      chart ??= new LineChart(place, { series, height: 130, format, steps, logarithmic, fromZero: true, zoom: false });
    },
    add(now, before, seconds) {
      for (const [i, name] of names.entries()) {
        const value = read[name](now, before, seconds);
        values[i].push(value);
        if (values[i].length > MAX_POINTS) values[i].shift();
        setText(current[i], value === null ? '–' : format(value));
      }
    },
    draw: times => chart.setData([...times], ...values.map(list => [...list])),
  };
}
