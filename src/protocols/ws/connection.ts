import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Session } from '../../core/command.ts';
import type { Change, Hub } from '../../core/hub.ts';
import { loopShare } from '../../core/loopShare.ts';
import { isPending, type PromiseOrValue } from '../../core/promiseOrValue.ts';
import type { Message } from '../../store/store.ts';
import { type Acknowledgement, MessagePump, type MessageSink } from '../messagePump.ts';
import { Batch } from './batch.ts';
import { CallAnswerer } from './calls.ts';
import { encodeChange } from './changes.ts';
import { encodeMessages, encodeTextFrame } from './frames.ts';
import { encodeNotification, parseFrame, replaceByError } from './jsonRpc.ts';
import { type ChangeSink, WatchList } from './watchList.ts';

/** Close codes of ours; docs/websocket.md lists them. */
export const CLOSE = {
  takenOver: 4001,
  unknownClient: 4404,
  unauthenticated: 4401,
  forbidden: 4403,
  tooManyRequests: 4429,
  refused: 4400,
  tooSlow: 4008,
  binary: 1003,
  internalError: 1011,
  goingAway: 1001,
} as const;

/** Of what may be held for a peer that does not read: for keys that it watches and that have changed. */
const SHARE_OF_CHANGES = 0.5;
/** Bytes a socket may hold before pushes stop until it has drained. */
const PUSH_BUFFER_BYTES = 256 * 1024;
/** Calls that wait for their results, of one connection; beyond that it is not read from. */
const MAX_WAITING = 1000;

export interface ConnectionOptions {
  client: string;
  acknowledgement: Acknowledgement;
  session: Session;
  /** `changed` tells a value's `repr` and type too, and when it was set; `present` tells when all that a watch found has been sent. */
  describesChanges: boolean;
}

/** One WebSocket of one client: calls in, results and pushes out. */
export class WebSocketConnection implements MessageSink, ChangeSink {
  readonly #socket: WebSocket;
  /** What the socket writes to; frames that are encoded once for many go there directly. */
  readonly #stream: Duplex;
  readonly #hub: Hub;
  readonly #options: ConnectionOptions;
  readonly #watches: WatchList;
  readonly #pump: MessagePump;
  readonly #calls: CallAnswerer;
  /** Frames that have come and are not answered yet. */
  readonly #frames: Buffer[] = [];
  #batch: Batch | undefined;
  /** Calls whose results are waited for. */
  #waiting = 0;
  /** Bytes of replies that wait for what they tell of to be stored. */
  #unsettled = 0;
  #isWorking = false;
  /** The others have their turn. */
  #hasYielded = false;
  #isReading = true;
  #stalled: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, stream: Duplex, hub: Hub, options: ConnectionOptions) {
    this.#socket = socket;
    this.#stream = stream;
    this.#hub = hub;
    this.#options = options;
    this.#watches = new WatchList(hub, this, hub.limits.maxReplyBytes * SHARE_OF_CHANGES);
    socket.on('message', (data, isBinary) => this.#enter(() => this.#receive(data as Buffer, isBinary)));
    socket.on('close', () => this.#closed());
    stream.on('drain', () => this.#enter(() => this.#drained()));
    this.#write(encodeNotification('hello', `{"client":${JSON.stringify(options.client)}}`));
    this.#pump = new MessagePump(hub, options.client, this, options.acknowledgement);
    this.#calls = new CallAnswerer(hub, options.session, this.#watches, this.#pump);
    this.#pump.wake();
  }

  // Pushes

  get ready(): boolean {
    return this.#isOpen && this.#stream.writableLength < PUSH_BUFFER_BYTES;
  }

  send(messages: readonly Message[], taken: () => void): void {
    this.#enter(() => this.#writeFrames(encodeMessages(messages), taken));
  }

  takenOver(): void {
    this.#close(CLOSE.takenOver, 'a newer connection of this client has taken over');
  }

  sendChange(change: Change): void {
    this.#enter(() => this.#writeFrames(encodeChange(change, this.#hub.values, this.#options.describesChanges)));
  }

  sendPresent(source: string): void {
    if (!this.#options.describesChanges) return;
    this.#enter(() => this.#write(encodeNotification('present', `{"match":${JSON.stringify(source)}}`)));
  }

  overflow(): void {
    this.#close(CLOSE.tooSlow, 'too many changes were not read');
  }

  /** Answers nothing more, and reads until the peer has closed too. */
  #close(code: number, reason: string): void {
    this.#frames.length = 0;
    this.#batch = undefined;
    this.#socket.close(code, reason);
    this.#socket.resume();
  }

  #closed(): void {
    clearTimeout(this.#stalled);
    this.#frames.length = 0;
    this.#batch = undefined;
    this.#watches.close();
    this.#pump.close();
  }

  // Calls

  /** Whatever comes from outside comes through here: a fault of ours ends this connection alone. */
  #enter(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#hub.log.error({ err: error }, 'a WebSocket failed with an internal error');
    this.#close(CLOSE.internalError, 'internal error; the server log has the details');
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (!this.#isOpen) return;
    if (isBinary) {
      this.#close(CLOSE.binary, 'frames must be text, JSON-RPC 2.0');
      return;
    }
    this.#frames.push(data);
    this.#work();
  }

  /** What was asked must be done, or taken by the peer, before more is. */
  get #isBlocked(): boolean {
    return this.#waiting >= MAX_WAITING || this.#unsettled + this.#stream.writableLength > this.#maxUnreadBytes;
  }

  /** Bytes of replies that are held for the peer; beyond that it is not read from. */
  get #maxUnreadBytes(): number {
    return this.#hub.limits.maxReplyBytes * (this.#watches.isEmpty ? 1 : 1 - SHARE_OF_CHANGES);
  }

  /** Answers what can be answered, and reads on or not. */
  #work(): void {
    if (this.#isWorking || !this.#isOpen) return;
    this.#isWorking = true;
    try {
      let hasTurn = this.#canAnswer && loopShare.mayWork();
      while (hasTurn && this.#canAnswer) {
        this.#step();
        hasTurn = !loopShare.isSliceOver;
      }
      if (this.#canAnswer) this.#yield();
    } finally {
      this.#isWorking = false;
    }
    if (this.#isOpen) this.#readOrPause();
  }

  get #canAnswer(): boolean {
    return !this.#hasYielded && this.#hasCalls && !this.#isBlocked;
  }

  get #hasCalls(): boolean {
    return this.#frames.length > 0 || this.#batch !== undefined;
  }

  #yield(): void {
    this.#hasYielded = true;
    loopShare.wait(() => {
      this.#hasYielded = false;
      this.#enter(() => this.#work());
    });
  }

  #readOrPause(): void {
    if (this.#stream.writableLength > this.#maxUnreadBytes) this.#watchStall();
    const mayRead = !this.#hasCalls && !this.#isBlocked;
    if (mayRead === this.#isReading) return;
    this.#isReading = mayRead;
    if (mayRead) this.#socket.resume();
    else this.#socket.pause();
  }

  /** One call, or one frame of replies. */
  #step(): void {
    const { values, limits } = this.#hub;
    this.#batch ??= new Batch(parseFrame(this.#frames.shift()!.toString('utf8'), values), limits.maxReplyBytes);
    const batch = this.#batch;
    batch.step(item => this.#count(this.#calls.answer(item, batch)));
    if (batch.isDone) {
      this.#batch = undefined;
      this.#sendWhenStored(batch.finish(), batch);
    }
  }

  #resume(): void {
    if (!this.#isReading) this.#work();
  }

  #count(reply: PromiseOrValue<string | undefined>): PromiseOrValue<string | undefined> {
    if (!isPending(reply)) return reply;
    this.#waiting++;
    return reply.then(text => {
      this.#waiting--;
      return text;
    });
  }

  // Writing

  /** Sends the replies once everything they tell of is stored. */
  #sendWhenStored(frame: PromiseOrValue<string | undefined>, batch: Batch): void {
    if (isPending(frame)) {
      frame.then(
        text => this.#enter(() => this.#sendWhenStored(text, batch)),
        error => this.#fail(error),
      );
      return;
    }
    const bytes = frame === undefined ? 0 : Buffer.byteLength(frame);
    this.#unsettled += bytes;
    this.#hub.settle(error => {
      this.#unsettled -= bytes;
      this.#enter(() => {
        if (frame !== undefined) this.#write(error ? replaceByError(frame, error) : frame);
        for (const followUp of batch.followUps) followUp(error);
        this.#resume();
      });
    });
  }

  #write(text: string): void {
    this.#writeFrames(encodeTextFrame(text));
  }

  /** `taken`: told when the socket has taken them. */
  #writeFrames(frames: Buffer, taken?: () => void): void {
    if (!this.#isOpen) return;
    if (taken) this.#stream.write(frames, error => error || taken());
    else this.#stream.write(frames);
  }

  /** A peer that does not read is not read from, and dropped after a while. */
  #watchStall(): void {
    this.#stalled ??= setTimeout(() => this.#socket.terminate(), this.#hub.limits.stalledMs);
  }

  #drained(): void {
    clearTimeout(this.#stalled);
    this.#stalled = undefined;
    this.#watches.flush();
    this.#pump.resume();
    this.#resume();
  }
}
