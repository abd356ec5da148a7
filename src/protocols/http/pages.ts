import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { pageHeaders } from './securityHeaders.ts';

/** Pages that the server writes itself; the dashboard's and the documentation's are files. They need no script. */

const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --muted: #59636e; --ground: #f6f8fa; --card: #fff; --line: #d1d9e0; --accent: #0a5dc2; }
@media (prefers-color-scheme: dark) {
  :root { --text: #f0f6fc; --muted: #9198a1; --ground: #0d1117; --card: #151b23; --line: #3d444d; --accent: #2f7fe0; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); }
main { max-width: 42rem; margin: 8vh auto; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
h1 { margin: 0 0 1rem; font-size: 1.25rem; }
p { color: var(--muted); }
pre { margin: 0; padding: .75rem; max-height: 50vh; overflow: auto; border: 1px solid var(--line); border-radius: .5rem; font: .9375rem/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
form, nav { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; margin-top: 1.25rem; }
button { padding: .5rem 1.25rem; font: inherit; font-weight: 600; color: #fff; background: #0a5dc2; border: 1px solid transparent; border-radius: .5rem; cursor: pointer; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

const HEADERS = pageHeaders({
  'style-src': `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src': "'self'",
  'form-action': "'self'",
});

/** Asks whether a command is to be run that somebody has come to by its address. The form posts to the same address. */
export function confirmationPage(call: string, summary: string): string {
  return page(
    'Run this command?',
    `<pre>${toHtml(call)}</pre>
<p>${toHtml(summary)}. Opening an address does not change anything, so this has not been done yet. If you did not expect it, leave.</p>
<form method="post"><button>Run it</button><a href="/">To the dashboard</a></form>`,
  );
}

/** Shows what a command that a form has posted ended in. */
export function resultPage(status: number, text: string): string {
  const title = status < 400 ? 'Done' : 'It failed';
  return page(title, `<pre>${toHtml(text)}</pre>\n<nav><a href="/">To the dashboard</a></nav>`);
}

/** `body`: HTML. */
function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${toHtml(title)} – ShareServer</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${toHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

export function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').headers(HEADERS).send(html);
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML. What is invisible, or turns the direction of what follows, is shown by its number. */
function toHtml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[&<>"']/g, character => ESCAPES[character])
    .replaceAll(/(?![\n\t])\p{C}/gu, character => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
