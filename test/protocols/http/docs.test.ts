import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noBrowser, openBrowser } from '../../support/browser.ts';
import { startServer } from '../../support/server.ts';

it('/docs shows the API without anything from elsewhere, to read and to try', { skip: noBrowser }, async () => {
  const server = await startServer();
  const origin = `http://127.0.0.1:${server.port}`;
  const page = await (await openBrowser()).newPage({ viewport: { width: 1200, height: 1600 } });
  const complaints: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(error.message));
  page.on('requestfailed', request => complaints.push(`failed: ${request.url()}`));
  const elsewhere: string[] = [];
  page.on('request', request => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  await page.goto(`${origin}/docs`);
  const operation = page.locator('#operations-registry-setReg');
  await operation.locator('.opblock-summary-control').click();
  const execute = operation.locator('button.execute');
  await execute.click();
  const body = operation.locator('.live-responses-table .response-col_description pre').first();
  await body.waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  assert.match(String(await body.textContent()), /"result": "OK"/);
  assert.equal(await server.ask("'garden.soil.temp' in MyData"), 'True');
  assert.deepEqual(complaints, []);
  assert.deepEqual(elsewhere, []);
});
