#!/usr/bin/env node
// Nothing is imported before the version is known, and the syntax is that of any Node with import(): an old one is to say in one line
// what it lacks.
const REQUIRED_NODE = [22, 18];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < REQUIRED_NODE[0] || (major === REQUIRED_NODE[0] && minor < REQUIRED_NODE[1])) {
  console.error(`share-server: needs Node.js ${REQUIRED_NODE.join('.')} or newer; this is ${process.versions.node}`);
  process.exit(1);
} else {
  import('./serverProcess.ts')
    .then(server => server.runServer(process.argv.slice(2), process.env))
    .then(process.exit, error => {
      console.error(error);
      process.exit(1);
    });
}
