/**
 * Code for a first call, by kind of device. `code` and `hint` are given `{ host, port, key, token, call }`; `token`: null where none
 * is needed; `call` is what is sent, with the token.
 */

import { escapePattern } from '../../lib/patterns.js';

const quote = text => JSON.stringify(text);

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
    code: ({
      host,
      port,
      key,
      token,
    }) => `curl ${token === null ? '' : `-H 'Authorization: Bearer ${token}' `}'http://${host}:${port}/api/incReg?key=${encodeURIComponent(key).replaceAll("'", '%27')}'
`,
  },
  {
    id: 'javascript',
    label: 'JavaScript',
    hint: ({ host, port }) =>
      `For browsers and for Node 22 or newer; save http://${host}:${port}/shareserver.js beside it.`,
    code: ({ host, port, key, token }) => `import { connect } from './shareserver.js';

const hub = await connect(${quote(`ws://${host}:${port}/ws`)}${token === null ? '' : `, { token: ${quote(token)} }`});
hub.watch(${quote(escapePattern(key))}, (key, value) => console.log(key, value));
console.log(await hub.incReg(${quote(key)}));
`,
  },
  {
    id: 'nc',
    label: 'nc',
    hint: () => 'In a shell. Type an empty line first to hold a conversation: a request a line.',
    code: ({ host, port, call }) => `printf '%s\\n' "${call.replace(/["$`\\]/g, '\\$&')}" | nc -w 2 ${host} ${port}
`,
  },
];
