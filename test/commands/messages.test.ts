import { testMessages } from './messagesSuite.ts';

testMessages('embedded');
testMessages('remote');
