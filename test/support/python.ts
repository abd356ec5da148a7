import { spawnSync } from 'node:child_process';

const CHECK = 'import sys; sys.exit(not (3, 11, 7) <= sys.version_info[:3] < (3, 12))';

/**
 * Why CPython cannot be asked; null where it can. The words of its errors change with the last number of its version, so an older 3.11 is no oracle:
 * then the answers recorded from a newer one are compared.
 */
export const whyNoPython: string | null =
  spawnSync('python3', ['-c', CHECK]).status === 0
    ? null
    : 'python3 3.11.7 or newer (but not 3.12) is missing: compared with recorded answers only';
