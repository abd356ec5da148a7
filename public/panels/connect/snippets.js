/**
 * Code for a first call, by kind of device. `code` and `hint` are given `{ host, port, key, token, call }`; `token`: null where none
 * is needed; `call` is what is sent, with the token.
 */

import { escapePattern } from '../../lib/patterns.js';

export const quote = text => JSON.stringify(text);

/** In double quotes, for a shell. */
export const shellText = text => `"${text.replace(/["$`\\]/g, '\\$&')}"`;

/** `options`: further ones of curl. */
export function curlCode({ host, port, key, token }, scheme, options = '') {
  const header = token === null ? '' : `-H 'Authorization: Bearer ${token}' `;
  const name = encodeURIComponent(key).replaceAll("'", '%27');
  return `curl ${options}${header}'${scheme}://${host}:${port}/api/incReg?key=${name}'
`;
}

export function javascriptCode({ host, port, key, token }, scheme) {
  const options = token === null ? '' : `, { token: ${quote(token)} }`;
  return `import { connect } from './shareserver.js';

const hub = await connect(${quote(`${scheme}://${host}:${port}/ws`)}${options});
hub.watch(${quote(escapePattern(key))}, (key, value) => console.log(key, value));
console.log(await hub.incReg(${quote(key)}));
`;
}

export const SNIPPETS = [
  {
    id: 'arduino',
    label: 'ESP32 (Arduino)',
    hint: () => 'One connection for each request: send it, read the reply until the server closes.',
    code: ({ host, port, call }) => `#include <WiFi.h>

const char *HOST = ${quote(host)};
const int PORT = ${port};

String ask(const String &request) {
  WiFiClient client;
  if (!client.connect(HOST, PORT)) return "";
  client.print(request);
  client.setTimeout(20000);
  return client.readString();
}

void setup() {
  Serial.begin(115200);
  WiFi.begin("your network", "its password");
  while (WiFi.status() != WL_CONNECTED) delay(200);
  Serial.println(ask(${quote(call)}));
}

void loop() {}
`,
  },
  {
    id: 'micropython',
    label: 'MicroPython',
    hint: () => 'For an ESP32, a Raspberry Pi Pico W and others, with the network already up.',
    code: ({ host, port, call }) => `import socket

def ask(request):
    s = socket.socket()
    s.connect(socket.getaddrinfo(${quote(host)}, ${port})[0][-1])
    s.send(request.encode())
    reply = b""
    while True:
        piece = s.recv(512)
        if not piece:
            break
        reply += piece
    s.close()
    return reply.decode()

print(ask(${quote(call)}))
`,
  },
  {
    id: 'python',
    label: 'Python',
    hint: () => 'Without any library. share.py, one file in clients/python, has every command as a method.',
    code: ({ host, port, call }) => `import socket

def ask(request):
    with socket.create_connection((${quote(host)}, ${port}), timeout=20) as s:
        s.sendall(request.encode())
        s.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: s.recv(4096), b"")).decode()

print(ask(${quote(call)}))
`,
  },
  {
    id: 'curl',
    label: 'curl',
    hint: () => 'Every command is an endpoint; /docs lists them.',
    code: place => curlCode(place, 'http'),
  },
  {
    id: 'javascript',
    label: 'JavaScript',
    hint: ({ host, port }) =>
      `For browsers and for Node 22 or newer; save http://${host}:${port}/shareserver.js beside it.`,
    code: place => javascriptCode(place, 'ws'),
  },
  {
    id: 'nc',
    label: 'nc',
    hint: () => 'In a shell. Type an empty line first to hold a conversation: a request a line.',
    code: ({ host, port, call }) => `printf '%s\\n' ${shellText(call)} | nc -w 2 ${host} ${port}
`,
  },
];
