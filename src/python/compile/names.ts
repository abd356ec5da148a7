import { nameError, PythonError } from '../../core/errors.ts';
import { BUILTINS } from '../builtins/index.ts';
import { MODULES } from '../modules/index.ts';
import type { Value } from '../values.ts';
import type { Assign, Evaluate, Execute, Frame } from './frame.ts';
import type { Place, Scope } from './scope.ts';

/** The value that a name has everywhere: of a builtin or module. */
export function constantNamed(name: string): Value | undefined {
  return name === '__debug__' ? true : (BUILTINS.get(name) ?? MODULES.get(name));
}

/** Reads a name: a local, a builtin, what the host has, a shared variable, in this order. */
export function compileName(name: string, scope: Scope): Evaluate {
  const place = scope.find(name);
  if (place && place.scope.kind !== 'program') return readLocal(name, place);
  const constant = constantNamed(name);
  if (constant !== undefined) return () => constant;
  scope.unit.names.add(name);
  const readGlobal = (frame: Frame) => readHost(name, frame);
  return place ? readBoundByProgram(place, readGlobal) : readGlobal;
}

function readHost(name: string, { host }: Frame): Value {
  const global = host.global(name);
  if (global !== undefined) return global;
  const variable = host.readVariable(name);
  if (variable !== undefined) return variable;
  throw nameError(`name '${name}' is not defined`);
}

/** A name that `:=` binds outside of lambdas: until it does, it is what it is elsewhere. */
function readBoundByProgram({ hops, slot }: Place, readGlobal: Evaluate): Evaluate {
  return frame => {
    const value = frameAt(frame, hops).slots[slot];
    return value === undefined ? readGlobal(frame) : value;
  };
}

function readLocal(name: string, { hops, slot }: Place): Evaluate {
  if (hops === 0) {
    return frame => {
      const value = frame.slots[slot];
      if (value === undefined) throw unboundLocal(name);
      return value;
    };
  }
  if (hops === 1) {
    return frame => {
      const value = frame.outer!.slots[slot];
      if (value === undefined) throw unboundFree(name);
      return value;
    };
  }
  return frame => {
    const value = frameAt(frame, hops).slots[slot];
    if (value === undefined) throw unboundFree(name);
    return value;
  };
}

function frameAt(frame: Frame, hops: number): Frame {
  let at = frame;
  for (let i = hops; i > 0; i--) at = at.outer!;
  return at;
}

function unboundLocal(name: string): PythonError {
  return new PythonError(
    'UnboundLocalError',
    `cannot access local variable '${name}' where it is not associated with a value`,
  );
}

function unboundFree(name: string): PythonError {
  return nameError(`cannot access free variable '${name}' where it is not associated with a value in enclosing scope`);
}

/** Binds a name: a local if it is one, else a variable that clients share. */
export function compileNameAssign(name: string, scope: Scope): Assign {
  const place = scope.find(name);
  if (place) {
    const { hops, slot } = place;
    if (hops === 0) {
      return (frame, value) => {
        frame.slots[slot] = value;
      };
    }
    return (frame, value) => {
      frameAt(frame, hops).slots[slot] = value;
    };
  }
  const check = compileReservedCheck(name, scope);
  return (frame, value) => {
    check(frame);
    frame.host.assignVariable(name, value);
  };
}

/** Throws where the name is not the clients' to assign. */
export function compileReservedCheck(name: string, scope: Scope): Execute {
  if (constantNamed(name) !== undefined) {
    return () => {
      throw reserved(name);
    };
  }
  scope.unit.names.add(name);
  return frame => {
    if (frame.host.global(name) !== undefined) throw reserved(name);
  };
}

function reserved(name: string): PythonError {
  return nameError(`'${name}' is reserved`);
}

/** `del name`. */
export function compileNameDeletion(name: string, scope: Scope): Execute {
  const check = compileReservedCheck(name, scope);
  return frame => {
    check(frame);
    if (!frame.host.deleteVariable(name)) throw nameError(`name '${name}' is not defined`);
  };
}
