import type { Lambda, LambdaParameter } from './ast.ts';
import { COLON, COMMA, EQUALS, SLASH, STAR } from './characters.ts';
import type { Parser } from './parser.ts';

/** A lambda, from behind the word. */
export function parseLambda(p: Parser): Lambda {
  const outer = p.bindings;
  const parameters = parseParameters(p);
  p.expect(COLON);
  p.bindings = [];
  const body = p.gobbleExpression();
  const node: Lambda = { type: 'Lambda', parameters, body, bindings: p.bindings };
  p.bindings = outer;
  return node;
}

function parseParameters(p: Parser): LambdaParameter[] {
  const parameters: LambdaParameter[] = [];
  let kind: 'positionalOrNamed' | 'namedOnly' = 'positionalOrNamed';
  let slash = false;
  for (let more = true; more && !p.at(COLON); more = p.take(COMMA)) {
    const start = p.index;
    if (p.at(SLASH)) {
      if (slash || kind === 'namedOnly' || parameters.length === 0) p.fail();
      slash = true;
      p.take(SLASH);
      for (const parameter of parameters) parameter.kind = 'positionalOnly';
    } else if (p.atPair(STAR, STAR)) {
      p.index += 2;
      parameters.push(parseParameter(p, 'namedRest'));
      p.take(COMMA);
      if (!p.at(COLON)) p.fail();
      return parameters;
    } else if (p.take(STAR)) {
      if (kind === 'namedOnly') p.fail(start);
      kind = 'namedOnly';
      if (!p.at(COMMA)) parameters.push(parseParameter(p, 'rest'));
      else checkBareStar(p);
    } else {
      parameters.push(parseParameter(p, kind));
      const last = parameters.at(-1)!;
      const before = parameters.at(-2);
      if (kind === 'positionalOrNamed' && !last.default && before?.default) p.fail();
    }
  }
  return parameters;
}

/** After a bare star, a name must follow. */
function checkBareStar(p: Parser): void {
  const { index } = p;
  p.take(COMMA);
  if (p.at(COLON) || p.at(STAR)) p.fail();
  p.index = index;
}

function parseParameter(p: Parser, kind: LambdaParameter['kind']): LambdaParameter {
  p.gobbleSpaces();
  const { name, start } = p.takeName();
  p.gobbleSpaces();
  const takesDefault = kind === 'positionalOrNamed' || kind === 'namedOnly';
  const hasDefault = takesDefault && p.take(EQUALS);
  return { name, kind, default: hasDefault ? p.gobbleExpression() : null, start };
}
