import { Lambda, type LambdaCode } from '../lambda.ts';
import type { Lambda as LambdaNode } from '../parse/ast.ts';
import { compileExpression } from './expressions.ts';
import type { Evaluate } from './frame.ts';
import { Scope } from './scope.ts';

/** A lambda: defaults are evaluated where it stands, once each time it makes a function. */
export function compileLambda(node: LambdaNode, outer: Scope): Evaluate {
  const { parameters } = node;
  const defaults = parameters.map(parameter => parameter.default && compileExpression(parameter.default, outer));
  const scope = new Scope('<lambda>', outer, outer.unit);
  for (const { name, start } of parameters) {
    if (name === '__debug__') outer.fail('cannot assign to __debug__', start);
    if (scope.has(name)) throw outer.error(`duplicate argument '${name}' in function definition`, start);
    scope.declare(name);
  }
  for (const name of node.bindings) scope.declare(name);
  const body = compileExpression(node.body, scope);
  const isSimple = parameters.every(
    ({ kind, default: value }) => value === null && (kind === 'positionalOnly' || kind === 'positionalOrNamed'),
  );
  const code: LambdaCode = {
    name: scope.name,
    parameters,
    body,
    size: scope.size,
    simpleCount: isSimple ? parameters.length : -1,
    // Other lambdas and generators in the body may keep it; names that := binds must be unbound in each call.
    reusesFrame: !scope.isOuter && scope.size === parameters.length,
  };
  return frame =>
    new Lambda(
      code,
      frame,
      defaults.map(evaluate => evaluate?.(frame)),
    );
}
