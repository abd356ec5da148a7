import { h } from '../lib/dom.js';export function createPanel() { return { element: h('section', { class: 'panel' }) }; }
