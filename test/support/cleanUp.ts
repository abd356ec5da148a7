import { after } from 'node:test';

const tasks: (() => unknown)[] = [];

// Registered here, for the whole file: inside a `before` hook, `after` would run when the hook ends.
after(async () => {
  for (const task of tasks.splice(0).reverse()) await task();
});

/** Does this after all tests of the file, the last one first. */
export function cleanUp(task: () => unknown): void {
  tasks.push(task);
}
