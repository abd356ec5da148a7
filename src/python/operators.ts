export * from './operators/arithmetic.ts';
export * from './operators/compare.ts';
export * from './operators/protocol.ts';
export * from './operators/subscript.ts';
export * from './operators/unary.ts';
