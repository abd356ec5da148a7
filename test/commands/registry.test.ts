import { testRegistry } from './registrySuite.ts';

testRegistry('embedded');
testRegistry('remote');
