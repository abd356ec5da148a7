import { toast, toastError } from '../../lib/notices.js';
import { escapePattern } from '../../lib/patterns.js';
import { toAssignments } from '../../lib/python.js';

/** Characters of keys and values in one request of an undo; a request has 64 KiB. */
const UNDO_CHARACTERS = 40_000;

/** Removes a key, or all of a group; what it was can be had back for some seconds. */
export async function removeWithUndo(link, model, node) {
  const entries = model.below(node).map(({ key, repr, expiresAt }) => ({ key, repr, expiresAt }));
  try {
    if (node.children.size > 0) await link.call('delete', { pattern: `${escapePattern(node.path)}.*` });
    if (node.entry) await link.call('delete', { pattern: escapePattern(node.path) });
  } catch (error) {
    toastError(error);
    return;
  }
  toast(`Deleted ${describe(entries)}`, { action: { label: 'Undo', run: () => restore(link, model, entries) } });
}

/** All that would still be there, for as long as it would have been. */
async function restore(link, model, removed) {
  const entries = removed.map(entry => ({ ...entry, ttl: model.secondsLeft(entry) })).filter(({ ttl }) => ttl !== 0);
  if (entries.length === 0) return toast(`${describe(removed)} would be gone by now`);
  try {
    for (const statements of batches(entries)) await link.eval(statements);
    toast(`${describe(entries)} ${entries.length === 1 ? 'is' : 'are'} back`);
  } catch (error) {
    toastError(error);
  }
}

function describe(entries) {
  return entries.length === 1 ? entries[0].key : `${entries.length.toLocaleString('en')} keys`;
}

/** Source that puts the entries back, as many in one request as fit. */
function batches(entries) {
  const requests = [];
  let sources = [];
  let length = 0;
  for (const { key, repr, ttl } of entries) {
    if (length > 0 && length + key.length + repr.length > UNDO_CHARACTERS) {
      requests.push(toAssignments(sources));
      sources = [];
      length = 0;
    }
    sources.push([key, repr, ttl]);
    length += key.length + repr.length + 30;
  }
  if (sources.length > 0) requests.push(toAssignments(sources));
  return requests;
}
