/** The part of pino's logger that the server uses. */
export interface Logger {
  trace(fields: object, text: string): void;
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** Says nothing; for parts that run alone. */
export const silentLog: Logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
