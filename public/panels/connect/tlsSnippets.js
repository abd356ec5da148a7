/**
 * The code for a first call where the page itself came by TLS, as in `snippets.js`. The files that it reads lie beside it. It ends
 * no request with a line feed, which would begin a conversation that the server closes after 10 s of silence.
 */

import { curlCode, javascriptCode, quote, shellText } from './snippets.js';

const CA = 'ca.crt is the certificate of the CA that vouches for the server (data/tls/ca.crt on it).';
const CERTIFIED = 'Call the server by a name or address that is in its certificate.';

export const TLS_SNIPPETS = [
  {
    id: 'arduino',
    label: 'ESP32 (Arduino)',
    hint: () => `One connection for each request. ${CA} ${CERTIFIED}`,
    code: ({ host, port, call }) => `#include <WiFi.h>
#include <WiFiClientSecure.h>

const char *HOST = ${quote(host)};
const int PORT = ${port};
const char *CA = R"(
-----BEGIN CERTIFICATE-----
put the lines of ca.crt here
-----END CERTIFICATE-----
)";

String ask(const String &request) {
  WiFiClientSecure client;
  client.setCACert(CA);
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
    hint: () =>
      `With the network up and the clock set (ntptime). Make ca.der with: openssl x509 -in ca.crt -outform der -out ca.der. ${CA} ${CERTIFIED}`,
    code: ({ host, port, call }) => `import socket
import ssl

HOST = ${quote(host)}
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.verify_mode = ssl.CERT_REQUIRED
with open("ca.der", "rb") as file:
    context.load_verify_locations(cadata=file.read())

def ask(request):
    plain = socket.socket()
    plain.connect(socket.getaddrinfo(HOST, ${port})[0][-1])
    s = context.wrap_socket(plain, server_hostname=HOST)
    s.write(request.encode())
    reply = b""
    while True:
        piece = s.read(512)
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
    hint: ({ host }) =>
      `Without any library; with share.py: share.ShareServer(${quote(host)}, tls="ca.crt"). ${CA} ${CERTIFIED}`,
    code: ({ host, port, call }) => `import socket
import ssl

HOST = ${quote(host)}
context = ssl.create_default_context(cafile="ca.crt")

def ask(request):
    with socket.create_connection((HOST, ${port}), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname=HOST) as s:
            s.sendall(request.encode())
            return b"".join(iter(lambda: s.recv(4096), b"")).decode()

print(ask(${quote(call)}))
`,
  },
  {
    id: 'curl',
    label: 'curl',
    hint: () => `Every command is an endpoint; /docs lists them. ${CA}`,
    code: place => curlCode(place, 'https', '--cacert ca.crt '),
  },
  {
    id: 'javascript',
    label: 'JavaScript',
    hint: ({ host, port }) =>
      `For browsers that trust the CA, and for Node 22 or newer with NODE_EXTRA_CA_CERTS=ca.crt; save https://${host}:${port}/shareserver.js beside it. ${CA}`,
    code: place => javascriptCode(place, 'wss'),
  },
  {
    id: 'nc',
    label: 'openssl',
    hint: () => `In a shell. ${CA}`,
    code: ({ host, port, call }) =>
      `printf '%s' ${shellText(call)} | openssl s_client -quiet -verify_return_error -CAfile ca.crt -connect ${host}:${port}
`,
  },
];
