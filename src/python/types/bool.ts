import { truth } from '../operators/protocol.ts';
import { defineConstructor } from '../signature.ts';
import { types, type Value } from '../values.ts';

defineConstructor(types.bool, 'x=False, /', (x?: Value) => x !== undefined && truth(x));
