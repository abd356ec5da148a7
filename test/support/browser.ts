import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { cleanUp } from './cleanUp.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** For the option `skip` of a test: why it can't run here, or false. */
export const noBrowser = existsSync(CHROMIUM) ? false : `there is no Chromium at ${CHROMIUM} (nor in $CHROMIUM)`;

let opened: Promise<Browser> | undefined;

/** One Chromium with an empty profile for the tests of a file, closed after them. `flags`: further ones, at the first call. */
export function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  if (!opened) {
    const browser = chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...flags] });
    cleanUp(async () => (await browser).close());
    opened = browser;
  }
  return opened;
}
