import {
  autocompletion,
  bracketMatching,
  Compartment,
  closeCompletion,
  completionKeymap,
  defaultKeymap,
  drawSelection,
  EditorState,
  EditorView,
  HighlightStyle,
  history,
  historyKeymap,
  keymap,
  placeholder,
  SQLite,
  sql,
  syntaxHighlighting,
  tags,
} from '/vendor/codemirror.js';

const HIGHLIGHTING = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--type-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--type-number)' },
  { tag: tags.typeName, color: 'var(--type-bool)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
]);
const THEME = EditorView.theme({
  '&': { color: 'var(--text)', fontSize: '0.93rem', minHeight: '110px', maxHeight: '38vh' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px', borderRadius: '10px 10px 0 0' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { padding: '12px 14px', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-placeholder': { color: 'var(--muted)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'var(--accent-soft)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    background: 'var(--accent-soft)',
    outline: '1px solid var(--accent)',
  },
  '.cm-tooltip': {
    background: 'var(--surface)',
    border: '1px solid var(--border)',
    borderRadius: '6px',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent-soft)', color: 'var(--text)' },
});

/**
 * Where a selection is typed over, Chromium would give the text the selection's looks by an inline style, which the page's
 * Content-Security-Policy forbids.
 */
const replaceSelections = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== 'insertText' || event.isComposing || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type' });
    return true;
  },
});

/**
 * An editor of SQL in `parent`. It lives in a shadow root, where its styles need no leave of the page's Content-Security-Policy.
 * `changed(text)` at each change, `run()` at Ctrl+Enter.
 */
export function createEditor(parent, { text, changed, run }) {
  const root = parent.attachShadow({ mode: 'open' });
  const language = new Compartment();
  const runKey = {
    key: 'Mod-Enter',
    run(view) {
      closeCompletion(view);
      run();
      return true;
    },
  };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([runKey, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        ...[history(), drawSelection(), bracketMatching(), autocompletion({ icons: false }), EditorView.lineWrapping],
        language.of(sql({ dialect: SQLite })),
        syntaxHighlighting(HIGHLIGHTING),
        THEME,
        replaceSelections,
        placeholder('SELECT * FROM …'),
        EditorView.contentAttributes.of({ 'aria-label': 'SQL statement' }),
        EditorView.updateListener.of(update => update.docChanged && changed(update.state.doc.toString())),
      ],
    }),
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(replacement) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: replacement } });
    },
    insert(piece) {
      view.dispatch(view.state.replaceSelection(piece));
      view.focus();
    },
    setSchema(schema) {
      view.dispatch({ effects: language.reconfigure(sql({ dialect: SQLite, schema, upperCaseKeywords: true })) });
    },
    focus: () => view.focus(),
  };
}
