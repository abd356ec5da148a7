import type { Socket } from 'node:net';
import type { Reply } from '../../core/dispatch.ts';
import { timeoutError } from '../../core/errors.ts';
import type { Hub } from '../../core/hub.ts';
import { loopShare } from '../../core/loopShare.ts';
import { isPending, type PromiseOrValue } from '../../core/promiseOrValue.ts';
import type { FirstBytes } from '../opening.ts';
import { QuietTimer } from '../quietTimer.ts';
import { encodeError, encodeReply } from '../replyText.ts';
import { type Form, type Framed, Framer } from './framer.ts';
import { OpenReply } from './openReply.ts';
import { Output } from './output.ts';
import { ReplyQueue } from './replyQueue.ts';
import { RawSession } from './session.ts';

/** What the timer is for: silence that completes a request, the LF that may follow a reply, the end of a silent or finished connection. */
type Wait = 'request' | 'hold' | 'linger' | 'idle' | 'drain';

/**
 * One raw connection: bytes to requests to replies, in order. While results are there at once, whatever a chunk asks for is
 * answered in one turn of the event loop, by one write.
 * @see docs/protocol.md
 */
export class RawConnection {
  readonly #socket: Socket;
  readonly #hub: Hub;
  readonly #framer: Framer;
  readonly #session: RawSession;
  readonly #replies: ReplyQueue;
  readonly #output: Output;
  readonly #timer = new QuietTimer(() => this.#enter(() => this.#expire()));
  #openReply: OpenReply | undefined;

  #isWorking = false;
  /** Since when a request is coming in. */
  #requestSince: number | undefined;
  /** A result is waited for. */
  #isPending = false;
  /** The others have their turn. */
  #hasYielded = false;
  #isClosing = false;
  #hasFinished = false;
  #waitsFor: Wait = 'idle';

  constructor(socket: Socket, hub: Hub, start: FirstBytes) {
    this.#socket = socket;
    this.#hub = hub;
    this.#framer = new Framer(text => hub.classify(text), hub.limits);
    this.#session = new RawSession(socket, hub.access);
    this.#replies = new ReplyQueue(hub, (form, text) => this.#enter(() => this.#deliver(form, text)));
    this.#output = new Output(socket, hub.limits.stalledMs);
    socket.on('data', chunk => this.#enter(() => this.#receive(chunk as Buffer)));
    socket.on('end', () => this.#enter(() => this.#receiveEnd()));
    socket.on('drain', () => this.#enter(() => this.#unblock()));
    socket.on('timeout', () => socket.destroy());
    socket.on('close', () => this.#end());
    this.#enter(() => {
      this.#framer.feed(start.bytes, start.pieces);
      if (start.hasEnded) this.#framer.halfClose();
      this.#work(start.lastInputAt);
    });
  }

  /** Ends the connection as soon as nothing is under way. */
  close(): void {
    this.#isClosing = true;
    this.#enter(() => this.#work());
  }

  /** Whatever comes from outside comes through here: a fault of ours ends this connection alone. */
  #enter(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#hub.log.error({ err: error }, 'a connection failed with an internal error');
      this.#hasFinished = true;
      this.#timer.stop();
      this.#socket.destroy();
    }
  }

  #receive(chunk: Buffer): void {
    if (this.#hasFinished) return;
    this.#framer.feed(chunk);
    if (this.#openReply) this.#answerOpen();
    this.#work();
    this.#checkDrip();
  }

  /** Ends the connection if a request has been coming in for as long as one may be silent. */
  #checkDrip(): void {
    if (this.#framer.bufferedBytes === 0 || this.#isBusy || this.#output.isBlocked) {
      this.#requestSince = undefined;
      return;
    }
    const { idleMs } = this.#hub.limits;
    this.#requestSince ??= performance.now();
    if (this.#hasFinished || performance.now() - this.#requestSince <= idleMs) return;
    this.#output.add(encodeError(timeoutError(`the request has not ended within ${idleMs / 1000} s`)));
    this.#finish();
  }

  #receiveEnd(): void {
    if (this.#hasFinished) return;
    this.#framer.halfClose();
    if (this.#openReply) this.#answerOpen();
    this.#work();
  }

  #unblock(): void {
    if (this.#hasFinished) return;
    this.#output.unblock();
    this.#work();
  }

  #end(): void {
    this.#hasFinished = true;
    this.#timer.stop();
    this.#session.end();
  }

  get #canAnswer(): boolean {
    return (
      !this.#isPending &&
      !this.#hasYielded &&
      !this.#output.isBlocked &&
      !this.#hasFinished &&
      this.#replies.bytes <= this.#hub.limits.maxReplyBytes
    );
  }

  /** A request, or its reply, is under way. */
  get #isBusy(): boolean {
    return this.#isPending || this.#hasYielded || !this.#replies.isEmpty || this.#openReply?.isSent === false;
  }

  /** Nothing is under way, and no request has begun. */
  get #isIdle(): boolean {
    return !this.#isBusy && !this.#output.isBlocked && this.#framer.waitMs === null;
  }

  /** Everything has been asked and answered. */
  get #isDone(): boolean {
    return this.#framer.isOver && !this.#isBusy && this.#openReply === undefined;
  }

  /** Answers what can be answered, writes what may leave, and decides what to wait for. */
  #work(lastInputAt?: number): void {
    if (this.#isWorking || this.#hasFinished) return;
    this.#isWorking = true;
    if (this.#canAnswer && !loopShare.mayWork()) this.#yield();
    let hasMore: boolean;
    do {
      hasMore = this.#canAnswer && this.#answer();
      this.#replies.flush();
      // The last replies leave together with the FIN.
      if (!this.#isDone) this.#output.flush();
    } while (hasMore);
    this.#isWorking = false;
    if (this.#isDone || (this.#isClosing && this.#isIdle)) this.#finish();
    else this.#wait(lastInputAt);
  }

  /** Answers requests. False: there are none left, or others come first; true: as far as the bounds on replies allow. */
  #answer(): boolean {
    for (;;) {
      const framed = this.#framer.next();
      if (!framed) return false;
      this.#requestSince = undefined;
      if (framed.form === 'call' || framed.form === 'cut') this.#openReply = new OpenReply();
      const result = this.#dispatch(framed);
      if (isPending(result)) {
        this.#isPending = true;
        result.then(reply => this.#enter(() => this.#resume(framed.form, reply)));
        return false;
      }
      this.#replies.add(framed.form, encodeReply(this.#hub, result));
      if (!this.#canAnswer) return true;
      if (loopShare.isSliceOver) {
        this.#yield();
        return false;
      }
    }
  }

  /** A stranger gets one answer. */
  #dispatch({ text, error }: Framed): PromiseOrValue<Reply> {
    if (this.#session.identity.refusal?.type === 'PermissionError') this.#isClosing = true;
    return error ? { error } : this.#hub.dispatch(this.#session, 'eval', { positional: [text], named: null });
  }

  #resume(form: Form, reply: Reply): void {
    this.#isPending = false;
    if (this.#hasFinished) return;
    this.#replies.add(form, encodeReply(this.#hub, reply));
    this.#work();
  }

  #yield(): void {
    this.#hasYielded = true;
    loopShare.wait(() => {
      this.#hasYielded = false;
      this.#enter(() => this.#work());
    });
  }

  /** A reply may leave. */
  #deliver(form: Form, text: string): void {
    if (this.#hasFinished) return;
    if (form === 'call' || form === 'cut') {
      this.#openReply!.set(text);
      this.#answerOpen();
    } else {
      this.#output.add(text);
    }
    this.#work();
  }

  /** Sends the reply to a request without LF as far as its form is known. */
  #answerOpen(): void {
    const open = this.#openReply!;
    if (!open.isThere) return;
    const { lineEnd } = this.#framer;
    if (lineEnd === undefined) {
      if (!open.isSent && this.#waitsFor !== 'hold') this.#holdOrSend(open);
      return;
    }
    this.#output.add(open.rest(lineEnd));
    this.#openReply = undefined;
    this.#waitsFor = 'request';
  }

  #holdOrSend(open: OpenReply): void {
    if (this.#framer.isCut || open.needsEscapes) this.#startTimer('hold', this.#hub.limits.replyHoldMs);
    else this.#sendOpen(open);
  }

  #sendOpen(open: OpenReply): void {
    this.#output.add(open.send());
    this.#startTimer('linger', this.#hub.limits.lingerMs);
  }

  /** Reads on or not, and starts the timer for the silence that matters now. */
  #wait(lastInputAt?: number): void {
    const { limits } = this.#hub;
    const isFull = this.#framer.bufferedBytes >= limits.maxRequestBytes && !this.#canAnswer;
    if (this.#output.isBlocked || isFull) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
    if (this.#isBusy || this.#openReply) return;
    const { waitMs, stays } = this.#framer;
    if (waitMs !== null) this.#startTimer('request', waitMs, lastInputAt);
    else this.#startTimer('idle', stays ? limits.idleMs : limits.singleLineIdleMs);
  }

  #startTimer(waitsFor: Wait, ms: number, since?: number): void {
    this.#waitsFor = waitsFor;
    this.#timer.start(ms, since);
  }

  #expire(): void {
    switch (this.#waitsFor) {
      case 'request':
        this.#framer.expire();
        this.#work(this.#timer.since);
        break;
      case 'hold':
        if (this.#framer.isCut) this.#giveUpLineEnd();
        else this.#sendOpen(this.#openReply!);
        this.#work();
        break;
      case 'linger':
        this.#giveUpLineEnd();
        this.#work();
        break;
      case 'idle':
        if (this.#isBusy) this.#timer.start(this.#hub.limits.idleMs);
        else this.#finish();
        break;
      case 'drain':
        this.#socket.destroy();
    }
  }

  #giveUpLineEnd(): void {
    this.#framer.abandon();
    this.#answerOpen();
  }

  #finish(): void {
    this.#hasFinished = true;
    this.#timer.stop();
    this.#output.end(() => this.#startTimer('drain', this.#hub.limits.drainMs));
  }
}
