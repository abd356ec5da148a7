import { type EngineOptions, testStoreContract } from './contract.ts';
import { delayStore } from './delayedStore.ts';
import { makeDataFolder, openSqlite, TestClock } from './storeSupport.ts';

async function openEmbedded(options: EngineOptions) {
  const clock = new TestClock();
  return { clock, store: openSqlite(makeDataFolder(), { ...options, clock }) };
}

testStoreContract('SQLite', openEmbedded, { undoes: true });

testStoreContract(
  'SQLite behind random delays',
  async options => {
    const { clock, store } = await openEmbedded(options);
    return { clock, store: delayStore(store) };
  },
  { undoes: false },
);
