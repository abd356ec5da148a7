// What the dashboard's SQL editor is made of; `npm run bundle` makes public/vendor/codemirror.js of it.
export { autocompletion, closeCompletion, completionKeymap } from '@codemirror/autocomplete';
export { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
export { SQLite, sql } from '@codemirror/lang-sql';
export { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
export { Compartment, EditorState } from '@codemirror/state';
export { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
export { tags } from '@lezer/highlight';
