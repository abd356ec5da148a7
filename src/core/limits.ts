/** The bounds that protocols and commands share. Every one is a setting (see `config.ts`), with this as its default. */
export interface Limits {
  /** A request, in bytes of UTF-8. */
  maxRequestBytes: number;
  /** What is held for a peer that does not read, in bytes; beyond it the peer is not read from. */
  maxReplyBytes: number;
  /** Silence after which a request in any other form than a command call counts as complete (raw text, one piece). */
  quietMs: number;
  /** The same once the text has come in several pieces. */
  piecesQuietMs: number;
  /** How long an open request (an unclosed bracket) is waited for. */
  openMs: number;
  /** How long a one-shot connection is kept after its reply for a line end that may come yet. */
  lingerMs: number;
  /** How long the form of a reply with `\`, CR or LF in it is left open. */
  replyHoldMs: number;
  /** Silence after which a line connection that sent a single line is closed. */
  singleLineIdleMs: number;
  /** Silence after which any other raw connection is closed. */
  idleMs: number;
  /** How long input is read and dropped after a FIN. */
  drainMs: number;
  /** How long a peer that does not read is waited for. */
  stalledMs: number;
  /** Messages in an inbox. */
  inboxLimit: number;
  /** Silence after which a client is taken for gone. */
  clientTimeoutMs: number;
  /** How long an expired client's id stays known. */
  clientMemoryMs: number;
  maxConnections: number;
  /** Of one peer; those of this machine are not counted. */
  maxPeerConnections: number;
  /** Of one peer or token; those of this machine without a token are not counted. Infinity: any number. */
  requestsPerSecond: number;
  /** Keys in the registry; the same number of shared names. */
  maxKeys: number;
  /** Clients that are known. */
  maxClients: number;
  /** Patterns that one WebSocket watches. */
  maxWatches: number;
  /** Bytes of one message's text, one key's value. */
  maxValueBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxRequestBytes: 64 * 1024,
  maxReplyBytes: 1024 * 1024,
  quietMs: 10,
  piecesQuietMs: 250,
  openMs: 5000,
  lingerMs: 250,
  replyHoldMs: 10,
  singleLineIdleMs: 10_000,
  idleMs: 600_000,
  drainMs: 2000,
  stalledMs: 60_000,
  inboxLimit: 10_000,
  clientTimeoutMs: 600_000,
  clientMemoryMs: 86_400_000,
  maxConnections: 10_000,
  maxPeerConnections: 1000,
  requestsPerSecond: 10_000,
  maxKeys: 10_000_000,
  maxClients: 250_000,
  maxWatches: 100,
  maxValueBytes: 1024 * 1024,
};
