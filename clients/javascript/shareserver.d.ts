/** What JSON can carry; ints beyond 2^53 lose precision in JavaScript. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export interface Message {
  /** Grows from message to message. */
  seq: number;
  from: string;
  to: string;
  text: string;
  /** ISO 8601. */
  time: string;
}

/** A value in Python's terms; undefined without the option `describe`, and of what is gone. */
export interface Description {
  repr?: string;
  type?: string;
  /** When the key was last written, ISO 8601; null: before the server kept that. */
  time?: string | null;
  /** From when the key will be gone, ISO 8601; null: never. */
  expires?: string | null;
}

export interface Options {
  /** The id of a client that was made before; without it, one is made. */
  client?: string;
  /** Says who is asking, where the server wants to know. */
  token?: string;
  /** Groups to be in. */
  join?: string[];
  /** Changes tell a value's `repr`, Python type and times too, and `present` is told. */
  describe?: boolean;
  /** Listens to `error` from the beginning: `connect` gives no hub to listen on before the first connection stands. */
  onError?: (error: ShareError) => void;
}

/** A call that failed. */
export class ShareError extends Error {
  /** The Python exception's type (`KeyError`, `AuthenticationError`), `ConnectionError` or `ProtocolError`. */
  readonly type: string;
  /** In an `error` event, of a watch that was refused: its pattern. */
  readonly match?: string;
  constructor(type: string, message: string);
}

/** Connects to `ws://host:2980/ws` (also `http://host:2980`); resolves when the server has said hello. */
export function connect(url: string | URL, options?: Options): Promise<Hub>;

/** Whether the server's pattern (`*`, `?`, `[...]`) matches a key. */
export function matches(pattern: string, key: string): boolean;

interface Events {
  /** The connection stands (again). */
  open: () => void;
  /** The connection was lost; it is being made again. */
  lost: () => void;
  /** It is over for good: closed, refused, or taken over by a newer connection of the same client. */
  close: (reason: string, error: ShareError) => void;
  /** A message for this client, once. */
  message: (message: Message) => void;
  /** With the option `describe`: the present values of this watched pattern have all been told; what comes now are changes. Again after each reconnect. */
  present: (match: string) => void;
  /**
   * A watch could not be renewed; or the server refuses the connection: `AuthenticationError`, `PermissionError`, `RateLimitError`; or,
   * once after some failed attempts, it cannot be reached: `ConnectionError`. That is tried again.
   */
  error: (error: ShareError) => void;
}

/** A client of the server. Calls made while the connection is down wait for it; all reject with ShareError. */
export interface Hub {
  /** This client's id. */
  readonly id: string;
  readonly connected: boolean;
  /** Returns what removes the listener. */
  on<E extends keyof Events>(event: E, listener: Events[E]): () => void;
  call(method: string, params?: { [name: string]: Value } | Value[]): Promise<Value>;
  eval(expr: string): Promise<Value>;
  /** `ttl`: seconds until the key is gone. */
  setReg(key: string, value: Value, ttl?: number | null): Promise<'OK'>;
  getReg(key: string, fallback?: Value): Promise<Value>;
  getAll(pattern: string): Promise<{ [key: string]: Value }>;
  incReg(key: string, by?: number): Promise<number>;
  delete(pattern: string): Promise<'OK'>;
  /** Each matching key becomes a message `key:value` from SYSTEM. */
  fetch(pattern: string): Promise<'OK'>;
  send(to: string, text: string): Promise<'OK'>;
  send(sender: string, to: string, text: string): Promise<'OK'>;
  join(group: string): Promise<'OK'>;
  leave(group: string): Promise<'OK'>;
  members(group: string): Promise<string[]>;
  groups(): Promise<string[]>;
  clients(): Promise<string[]>;
  dbExec(sql: string): Promise<'OK'>;
  dbQuery(sql: string, params?: Value[] | { [name: string]: Value }): Promise<Value[][]>;
  ping(): Promise<'pong'>;
  /** `changed` is told the present values, then every change; `deleted`: the key is gone. Returns the end of it. */
  watch(
    pattern: string,
    changed: (key: string, value: Value, deleted: boolean, python: Description) => void,
  ): () => void;
  /** Forgets the client on the server, and closes. */
  exit(): Promise<void>;
  close(): void;
}
