import type { Host } from '../../../src/python/index.ts';
import type { Value } from '../../../src/python/values.ts';

/** A host of given globals and of variables, which notes what it was asked. */
export class MapHost implements Host {
  readonly globals: Map<string, Value>;
  readonly variables = new Map<string, Value>();
  readonly log: string[] = [];

  constructor(globals: Iterable<[string, Value]> = []) {
    this.globals = new Map(globals);
  }

  global(name: string): Value | undefined {
    return this.globals.get(name);
  }

  readVariable(name: string): Value | undefined {
    this.log.push(`read ${name}`);
    return this.variables.get(name);
  }

  assignVariable(name: string, value: Value): void {
    this.log.push(`assign ${name}`);
    this.variables.set(name, value);
  }

  deleteVariable(name: string): boolean {
    this.log.push(`delete ${name}`);
    return this.variables.delete(name);
  }
}
