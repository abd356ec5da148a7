import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VIEWPORT = { width: 1280, height: 800 };

/** A page, and what it complained of. */
export interface TestPage {
  page: Page;
  /** Uncaught errors and violations of the Content-Security-Policy. */
  faults: string[];
}

let used: Promise<Page> | undefined;
/** What the page that is used again has complained of since it was opened last. */
let faultsOfUsed: string[] = [];

/**
 * The page of the tests of a file, one after another, each at an address of its own: what a browser keeps is by address, so it has
 * nothing of the test before; starting a page anew takes longer than most tests.
 */
export async function openPage(url: string): Promise<TestPage> {
  used ??= newPage({}, fault => faultsOfUsed.push(fault));
  const page = await used;
  await page.setViewportSize(VIEWPORT);
  faultsOfUsed = [];
  await page.goto(url);
  return { page, faults: faultsOfUsed };
}

/** A page of its own with an empty profile, for a test that needs other options or changes more than what is shown. */
export async function openOwnPage(url: string, options: BrowserContextOptions = {}): Promise<TestPage> {
  const faults: string[] = [];
  const page = await newPage(options, fault => faults.push(fault));
  await page.goto(url);
  return { page, faults };
}

async function newPage(options: BrowserContextOptions, onFault: (text: string) => void): Promise<Page> {
  const context = await (await openBrowser()).newContext({ viewport: VIEWPORT, ...options });
  // For busy machines.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on('pageerror', error => onFault(String(error)));
  page.on('console', message => {
    if (/Content.Security.Policy/i.test(message.text())) onFault(message.text());
  });
  return page;
}

/** What axe finds wrong with the accessibility of the page as it is: the rule and the element. */
export async function findBarriers(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(`${AXE};0`);
  // What it has no complaints about is not told; nothing that would have to be fetched first is on the page.
  const violations = (await page.evaluate(
    "axe.run({ resultTypes: ['violations'], preload: false }).then(({ violations }) => violations)",
  )) as { id: string; nodes: { html: string; failureSummary: string }[] }[];
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}
