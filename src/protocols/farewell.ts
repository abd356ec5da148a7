import type { Duplex } from 'node:stream';

/**
 * Sends a last text and the FIN, and then drops what comes until the peer closes, for `drainMs` at most: a reset, which unread input would
 * cause, could destroy the text on its way.
 */
export function bidFarewell(socket: Duplex, text: string, drainMs: number): void {
  socket.end(text);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), drainMs);
  socket.once('close', () => clearTimeout(timer));
}
