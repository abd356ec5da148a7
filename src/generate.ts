import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { createEvaluate } from './commands/evaluate.ts';
import { COMMANDS } from './commands/index.ts';
import { CommandTable } from './core/dispatch.ts';
import { toJson } from './python/json.ts';
import { repr, str } from './python/text.ts';
import type { Value } from './python/values.ts';
import { buildOpenApi } from './spec/openapi.ts';
import { buildCommandsPage, buildErrorsPage } from './spec/pages.ts';
import { VERSION } from './version.ts';

/** The files that are made from the declarations, by their path in the project. */
export function generate(): Map<string, string> {
  const evaluate = createEvaluate({ commands: new CommandTable(), guard: () => undefined }, 'embedded');
  const commands = [...COMMANDS, evaluate];
  const openApi = buildOpenApi({
    commands,
    version: VERSION,
    toJson: value => toJson(value as Value),
    toText: value => str(value as Value),
  });
  const yaml = stringify(openApi, { aliasDuplicateObjects: false, lineWidth: 0 });
  return new Map([
    ['openapi.yaml', `# Made from the declarations in src/commands by \`npm run generate\`.\n${yaml}`],
    ['docs/commands.md', buildCommandsPage(commands, value => repr(value as Value))],
    ['docs/errors.md', buildErrorsPage()],
  ]);
}

if (import.meta.main) {
  for (const [path, text] of generate()) writeFileSync(new URL(`../${path}`, import.meta.url), text);
}
