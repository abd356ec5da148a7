/** What a Content-Security-Policy allows, beside nothing: `{ 'script-src': "'self'" }`. */
export type Policy = { readonly [directive: string]: string };

/** Nothing from elsewhere, nothing inline, in nobody's frame, no form. */
function contentSecurityPolicy(allowed: Policy): string {
  const directives = {
    'default-src': "'none'",
    ...allowed,
    'base-uri': "'none'",
    'form-action': allowed['form-action'] ?? "'none'",
    'frame-ancestors': "'none'",
  };
  return Object.entries(directives)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** On every reply: it is what its type says, and no page from elsewhere can load it, nor anything be loaded by it. */
export const REPLY_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** On every reply over TLS: pages of others have no hold on the window. Without, browsers ignore it and complain. */
export const TLS_HEADERS = { 'Cross-Origin-Opener-Policy': 'same-origin' };

/** On a page, with what belongs to it. */
export function pageHeaders(allowed: Policy) {
  return {
    ...REPLY_HEADERS,
    'Content-Security-Policy': contentSecurityPolicy(allowed),
    // Without TLS, browsers tell by the Referer alone that a GET comes from the server's own page.
    'Referrer-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  };
}
