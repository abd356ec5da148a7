import { nameInCalls } from '../functionNames.ts';
import type { Module } from '../values.ts';
import { base64 } from './base64/index.ts';
import { binascii } from './binascii/index.ts';
import { datetime } from './datetime/index.ts';
import { hashlib } from './hashlib/index.ts';
import { json } from './json/index.ts';
import { math } from './math/index.ts';
import { PythonFunction } from './pythonFunction.ts';
import { random } from './random/index.ts';
import { statistics } from './statistics/index.ts';
import { struct } from './struct/index.ts';
import { time } from './time/index.ts';

/** The modules that are there without an import, by name. */
export const MODULES: ReadonlyMap<string, Module> = new Map(
  [math, datetime, time, random, statistics, json, base64, binascii, hashlib, struct].map(module => [
    module.name,
    module,
  ]),
);

for (const { name, members } of MODULES.values())
  for (const member of members.values())
    if (member instanceof PythonFunction) nameInCalls(member, `${name}.${member.qualifiedName}`);
