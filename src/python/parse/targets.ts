import type { Attribute, Expression, Name, Subscript, Target } from './ast.ts';
import type { Parser } from './parser.ts';

/** The expression as what is assigned to; fails where it cannot be. `starred`: whether it may be `*target`. */
export function toTarget(p: Parser, node: Expression, starred: 'starred' | 'plain' = 'starred'): Target {
  switch (node.type) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      return node;
    case 'Tuple':
    case 'List':
      for (const item of node.items) toTarget(p, item);
      return node;
    case 'Starred':
      if (starred === 'plain') p.fail();
      toTarget(p, node.argument, 'plain');
      return node;
    default:
      return p.fail();
  }
}

/** The expression as what `OP=` changes. */
export function toSingleTarget(p: Parser, node: Expression): Name | Attribute | Subscript {
  if (node.type === 'Name' || node.type === 'Attribute' || node.type === 'Subscript') return node;
  return p.fail();
}

/** The expression as what `del` deletes: no starred ones. */
export function toDeletionTarget(p: Parser, node: Expression): Target {
  switch (node.type) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      return node;
    case 'Tuple':
    case 'List':
      for (const item of node.items) toDeletionTarget(p, item);
      return node;
    default:
      return p.fail();
  }
}
