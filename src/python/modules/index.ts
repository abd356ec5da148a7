import type { Module } from '../values.ts';
import { datetime } from './datetime/index.ts';
import { json } from './json/index.ts';
import { math } from './math/index.ts';
import { random } from './random/index.ts';
import { time } from './time/index.ts';

/** The modules that are there without an import, by name. */
export const MODULES: ReadonlyMap<string, Module> = new Map(
  [math, datetime, time, random, json].map(module => [module.name, module]),
);
