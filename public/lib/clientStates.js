const INTERVAL_MS = 2000;

/**
 * Asks every two seconds how the clients are, between `start` and `stop` and while the page is in sight, and calls
 * `show(clients)`: `[{ id, groups, pending, silent, connected, protocol, address, owner, mayActFor }]`: `silent`
 * in seconds; `owner`: the token that it belongs to, or null; `mayActFor`: whether the page may act for it.
 */
export function pollClients(link, show) {
  let timer = null;
  let asked = 0;

  async function now() {
    if (document.hidden || link.state !== 'online') return;
    const turn = ++asked;
    try {
      const response = await link.fetch('/dashboard/clients');
      if (!response.ok) return;
      const { result } = await response.json();
      if (turn === asked) show(result);
    } catch {
      // The link says that the connection is lost.
    }
  }

  link.on('online', () => timer !== null && now());

  return {
    now,
    start() {
      clearInterval(timer);
      timer = setInterval(now, INTERVAL_MS);
      now();
    },
    stop() {
      clearInterval(timer);
      timer = null;
    },
  };
}
