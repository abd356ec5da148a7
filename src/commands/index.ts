import type { Command } from '../core/command.ts';
import { ACCESS_COMMANDS } from './access.ts';
import { DASHBOARD_COMMANDS } from './dashboard.ts';
import { GROUP_COMMANDS } from './groups.ts';
import { MESSAGE_COMMANDS } from './messages.ts';
import { REGISTRY_COMMANDS } from './registry.ts';
import { SQL_COMMANDS } from './sql.ts';
import { SYSTEM_COMMANDS } from './system.ts';

/** Every command, in the order of the documentation. To add one, declare it in its file. */
export const COMMANDS: readonly Command[] = [
  ...REGISTRY_COMMANDS,
  ...MESSAGE_COMMANDS,
  ...GROUP_COMMANDS,
  ...SQL_COMMANDS,
  ...SYSTEM_COMMANDS,
  ...ACCESS_COMMANDS,
  ...DASHBOARD_COMMANDS,
];
