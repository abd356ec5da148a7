const POINTS = 60;

/** Draws the last changes of a number into a canvas; clears it where there is no curve. */
export function drawSparkline(canvas, history) {
  const last = history?.at(-1)?.[0];
  const points = history && history.length > 1 ? history : null;
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const color = points ? getComputedStyle(canvas).color : '';
  // Drawn again only where something differs: a row is refreshed far more often than its number changes.
  const shown = points ? `${last} ${points.length} ${width} ${height} ${color}` : '';
  if (canvas.shown === shown) return;
  canvas.shown = shown;
  canvas.width = width * scale;
  canvas.height = height * scale;
  if (!points || width === 0) return;
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  trace(context, points.slice(-POINTS), width, height);
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.stroke();
}

function trace(context, points, width, height) {
  const values = points.map(([, value]) => value);
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const [start] = points[0];
  const duration = points.at(-1)[0] - start || 1;
  context.beginPath();
  for (const [time, value] of points) {
    const x = 1 + ((time - start) / duration) * (width - 2);
    const y = height - 2 - ((value - low) / span) * (height - 4);
    context.lineTo(x, y);
  }
}
