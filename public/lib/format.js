/** How numbers, times and tables are written. */

/** A duration in seconds, short: `now`, `12 s`, `5 min`, `3 h`, `2 d`. */
export function formatDuration(seconds) {
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** A duration in seconds, exact: `2 d 03:04:05`. */
export function formatUptime(seconds) {
  const days = Math.floor(seconds / 86_400);
  const clock = [seconds / 3600, seconds / 60, seconds].map((part, i) => Math.floor(part) % (i === 0 ? 24 : 60));
  const text = clock.map(part => String(part).padStart(2, '0')).join(':');
  return days > 0 ? `${days} d ${text}` : text;
}

/** A short time, in seconds: `12 µs`, `3.4 ms`, `1.2 s`. */
export function formatSeconds(seconds) {
  if (seconds < 0.000_995) return `${formatNumber(Number((seconds * 1e6).toPrecision(2)))} µs`;
  if (seconds < 0.995) return `${formatNumber(Number((seconds * 1e3).toPrecision(2)))} ms`;
  return `${formatNumber(Number(seconds.toPrecision(2)))} s`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function formatBytes(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[unit]}`;
}

/** At most four significant digits, with thin groups. */
export function formatNumber(value) {
  return value.toLocaleString('en', {
    maximumSignificantDigits: Math.abs(value) < 1000 ? 4 : 15,
    maximumFractionDigits: 2,
  });
}

export function formatTime(date) {
  return date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
}

/** As RFC 4180 has it. What a spreadsheet would take for a formula stays as it is: the data is not changed. */
export function toCsv(rows) {
  return `${rows.map(row => row.map(toCsvCell).join(',')).join('\r\n')}\r\n`;
}

function toCsvCell(value) {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Offers a text as a file. */
export function download(name, text, type = 'text/csv') {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A name for a file of now. */
export function fileName(what, extension = 'csv') {
  return `${what}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.${extension}`;
}
