import type { Socket } from 'node:net';
import type { Limits } from '../core/limits.ts';
import { type Detectable, type Detection, Detector } from './detect.ts';
import { InputBuffer } from './inputBuffer.ts';
import { QuietTimer } from './quietTimer.ts';

/** What has come on a connection before its protocol was recognised. */
export interface FirstBytes {
  bytes: Buffer;
  /** In how many pieces they came. */
  pieces: number;
  /** When the last one came, of `performance.now()`. */
  lastInputAt: number;
  /** The peer has half-closed. */
  hasEnded: boolean;
}

/** A recognised connection; nobody listens to the socket any more. `closed`: it ended, or was silent, before anything came. */
export type Decide = (protocol: Exclude<Detection, 'undecided'> | 'closed', first: FirstBytes) => void;

/**
 * The first moments of a connection: collects bytes until they tell the protocol. Undecided ones become raw by a half-close, by 5 s of silence, or,
 * as long as they may as well be a raw request, by the quiet time after which it would be one.
 */
export class Opening {
  readonly #socket: Socket;
  readonly #limits: Limits;
  readonly #decide: Decide;
  readonly #detector: Detector;
  readonly #input = new InputBuffer();
  readonly #timer = new QuietTimer(() => this.close());
  readonly #onData = (chunk: Buffer) => this.#receive(chunk);
  readonly #onEnd = () => this.#settle(this.#pieces === 0 ? 'closed' : 'raw', 'ended');
  readonly #onClose = () => this.#timer.stop();
  #pieces = 0;
  #lastInputAt = 0;

  constructor(socket: Socket, limits: Limits, served: Detectable, decide: Decide) {
    this.#socket = socket;
    this.#limits = limits;
    this.#decide = decide;
    this.#detector = new Detector(served);
    socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
    this.#timer.start(limits.idleMs);
  }

  /** Waits no longer. */
  close(): void {
    this.#settle(this.#pieces === 0 ? 'closed' : 'raw');
  }

  #receive(chunk: Buffer): void {
    this.#pieces++;
    this.#input.append(chunk);
    this.#lastInputAt = performance.now();
    const detection = this.#detector.feed(chunk);
    if (detection !== 'undecided') this.#settle(detection);
    else if (this.#input.length > this.#limits.maxRequestBytes) this.#settle('raw');
    else this.#timer.start(this.#silenceMs());
  }

  #silenceMs(): number {
    if (this.#detector.isLikelyHttp) return this.#limits.openMs;
    return this.#pieces > 1 ? this.#limits.piecesQuietMs : this.#limits.quietMs;
  }

  #settle(protocol: Parameters<Decide>[0], end?: 'ended'): void {
    this.#timer.stop();
    this.#socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
    this.#decide(protocol, {
      bytes: this.#input.view(),
      pieces: this.#pieces,
      lastInputAt: this.#lastInputAt,
      hasEnded: end === 'ended',
    });
  }
}
