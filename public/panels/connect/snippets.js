/**
 * Code for a first call, by kind of device, in plain text or by TLS. With TLS, the files that it reads lie beside it, and no request ends with
 * a line feed, which would begin a conversation that the server closes after 10 s of silence.
 */

import { escapePattern } from '../../lib/patterns.js';

const CA = 'ca.crt is the certificate of the CA that vouches for the server (data/tls/ca.crt on it).';
const CERTIFIED = 'Call the server by a name or address that is in its certificate.';
const CA_TEXT = `const char *CA = R"(
-----BEGIN CERTIFICATE-----
put the lines of ca.crt here
-----END CERTIFICATE-----
)";
`;

const PLAIN = { isTls: false, http: 'http', webSocket: 'ws' };
const TLS = { isTls: true, http: 'https', webSocket: 'wss' };

/**
 * Entries `{ id, label, hint, code }`. `code` and `hint` are given `{ host, port, key, token, call }`; `token`: null where none is
 * needed; `call` is what is sent, with the token.
 */
export function createSnippets({ isTls }) {
  return [arduino, microPython, python, curl, javascript, shell].map(create => create(isTls ? TLS : PLAIN));
}

const quote = text => JSON.stringify(text);

/** In double quotes, for a shell. */
const shellText = text => `"${text.replace(/["$`\\]/g, '\\$&')}"`;

const arduino = ({ isTls }) => ({
  id: 'arduino',
  label: 'ESP32 (Arduino)',
  hint: () =>
    isTls
      ? `One connection for each request. ${CA} ${CERTIFIED}`
      : 'One connection for each request: send it, read the reply until the server closes.',
  code: ({ host, port, call }) => `#include <WiFi.h>
${isTls ? '#include <WiFiClientSecure.h>\n' : ''}
const char *HOST = ${quote(host)};
const int PORT = ${port};
${isTls ? CA_TEXT : ''}
String ask(const String &request) {
  ${isTls ? 'WiFiClientSecure client;\n  client.setCACert(CA);' : 'WiFiClient client;'}
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
});

const microPython = ({ isTls }) => ({
  id: 'micropython',
  label: 'MicroPython',
  hint: () =>
    isTls
      ? `With the network up and the clock set (ntptime). Make ca.der with: openssl x509 -in ca.crt -outform der -out ca.der. ${CA} ${CERTIFIED}`
      : 'For an ESP32, a Raspberry Pi Pico W and others, with the network already up.',
  code: ({ host, port, call }) => `import socket
${isTls ? microPythonContext(host) : ''}
def ask(request):
${isTls ? microPythonTlsSocket(port) : microPythonSocket(host, port)}
    reply = b""
    while True:
        piece = s.${isTls ? 'read' : 'recv'}(512)
        if not piece:
            break
        reply += piece
    s.close()
    return reply.decode()

print(ask(${quote(call)}))
`,
});

const microPythonContext = host => `import ssl

HOST = ${quote(host)}
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.verify_mode = ssl.CERT_REQUIRED
with open("ca.der", "rb") as file:
    context.load_verify_locations(cadata=file.read())
`;

const microPythonSocket = (host, port) => `    s = socket.socket()
    s.connect(socket.getaddrinfo(${quote(host)}, ${port})[0][-1])
    s.send(request.encode())`;

const microPythonTlsSocket = port => `    plain = socket.socket()
    plain.connect(socket.getaddrinfo(HOST, ${port})[0][-1])
    s = context.wrap_socket(plain, server_hostname=HOST)
    s.write(request.encode())`;

const python = ({ isTls }) => ({
  id: 'python',
  label: 'Python',
  hint: ({ host }) =>
    isTls
      ? `Without any library; with share.py: share.ShareServer(${quote(host)}, tls="ca.crt"). ${CA} ${CERTIFIED}`
      : 'Without any library. share.py, one file in clients/python, has every command as a method.',
  code: place => `import socket
${isTls ? pythonTls(place) : pythonPlain(place)}

print(ask(${quote(place.call)}))
`,
});

const pythonPlain = ({ host, port }) => `
def ask(request):
    with socket.create_connection((${quote(host)}, ${port}), timeout=20) as s:
        s.sendall(request.encode())
        s.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: s.recv(4096), b"")).decode()`;

const pythonTls = ({ host, port }) => `import ssl

HOST = ${quote(host)}
context = ssl.create_default_context(cafile="ca.crt")

def ask(request):
    with socket.create_connection((HOST, ${port}), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname=HOST) as s:
            s.sendall(request.encode())
            return b"".join(iter(lambda: s.recv(4096), b"")).decode()`;

const curl = ({ isTls, http }) => ({
  id: 'curl',
  label: 'curl',
  hint: () => `Every command is an endpoint; /docs lists them.${isTls ? ` ${CA}` : ''}`,
  code({ host, port, key, token }) {
    const authority = isTls ? '--cacert ca.crt ' : '';
    const header = token === null ? '' : `-H 'Authorization: Bearer ${token}' `;
    const name = encodeURIComponent(key).replaceAll("'", '%27');
    return `curl ${authority}${header}'${http}://${host}:${port}/api/incReg?key=${name}'
`;
  },
});

const javascript = ({ isTls, http, webSocket }) => ({
  id: 'javascript',
  label: 'JavaScript',
  hint({ host, port }) {
    const runners = isTls
      ? 'For browsers that trust the CA, and for Node 22 or newer with NODE_EXTRA_CA_CERTS=ca.crt'
      : 'For browsers and for Node 22 or newer';
    return `${runners}; save ${http}://${host}:${port}/shareserver.js beside it.${isTls ? ` ${CA}` : ''}`;
  },
  code({ host, port, key, token }) {
    const options = token === null ? '' : `, { token: ${quote(token)} }`;
    return `import { connect } from './shareserver.js';

const hub = await connect(${quote(`${webSocket}://${host}:${port}/ws`)}${options});
hub.watch(${quote(escapePattern(key))}, (key, value) => console.log(key, value));
console.log(await hub.incReg(${quote(key)}));
`;
  },
});

const shell = ({ isTls }) => ({
  id: 'nc',
  label: isTls ? 'openssl' : 'nc',
  hint: () =>
    isTls ? `In a shell. ${CA}` : 'In a shell. Type an empty line first to hold a conversation: a request a line.',
  code: ({ host, port, call }) =>
    isTls
      ? `printf '%s' ${shellText(call)} | openssl s_client -quiet -verify_return_error -CAfile ca.crt -connect ${host}:${port}
`
      : `printf '%s\\n' ${shellText(call)} | nc -w 2 ${host} ${port}
`,
});
