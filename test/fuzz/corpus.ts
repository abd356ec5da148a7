/** Valid input of every kind, to begin with. */

export const EXPRESSIONS: readonly string[] = [
  "setReg('a', 5)",
  "incReg('n', by=2)",
  "getAll('garden.*.temp')",
  "sum(getAll('garden.*').values())",
  "MyData['k'] = {'list': [1, 2.5, b'x'], 'time': datetime.datetime(2026, 1, 2, 3, 4)}",
  "MyData['n'] += 1; del MyData['n']; x, y = 1, (2, 3)",
  "[f'{x!r:>10}' for x in range(5) if x % 2 or x == 0]",
  "'{:,.2f} {0[a]} {b.real:#x}'.format(1234.5, b=7)",
  "'%-5s|%+d|%%' % ('a', 3)",
  'sorted({3, 1, 2}, key=lambda v: -v)[::-1][1:]',
  "{'a': {**{'b': 1}}, 2: [*range(3)]}",
  'math.sqrt(2) ** 0.5 // 1 if not None else 0x1f | 0b1 & ~3 << 2',
  'datetime.timedelta(days=1, seconds=2.5) * 3 - datetime.timedelta(1)',
  "datetime.datetime.strptime('2026-01-02 03:04', '%Y-%m-%d %H:%M').isoformat()",
  "json.dumps({'a': [1, None, True]}) + json.loads('\"x\\\\u00e9\"')",
  "struct.unpack('<hI', struct.pack('<hI', -1, 7))",
  "base64.b64encode(b'\\x00\\xff').decode() + 'é'.encode('utf-16').hex()",
  "hashlib.sha256('a'.encode()).hexdigest()",
  "'abc'.replace('b', 'x').split(',', 1)[0].zfill(9).encode()",
  "1 < 2 <= 3 != 4 in [4] and 'a' not in 'b'",
  '(lambda a, *b, c=1, **d: (a, b, c, d))(1, 2, c=3, e=4)',
  "b'\\x00'[0], '\\N{EURO SIGN}\\u20ac', r'\\n', '''a\nb'''",
  '1_000.5e-3 + 2j, 10**30, -7 // 2, -7 % 3, 1e400',
  'statistics.mean([1, 2, 3]), random.Random(1).random()',
  "ping(), getClientID(), clients(), groups('x')",
  "send('x', 'ALL', 'hello'); recv('x', 0)",
  "dbQuery('SELECT ?, :a', [1])",
  "fetch('x', 'server.*')",
  "auth('hQ3vN8sT0bYw5LxK'); setReg('a', 1)",
];

export const JSON_TEXTS: readonly string[] = [
  'null',
  '[1, 2.0, -0.0, 1e5, 123456789012345678901234567890, true, null]',
  '{"a": {"b": ["x\\u00e9\\ud83d\\ude00\\n", ""]}, "": [], "__proto__": 1}',
  '"text \\"quoted\\" \\\\ \\/ \\b\\f\\n\\r\\t"',
  ' [ [ [ ] , { } ] ] ',
];

export const SQL_TEXTS: readonly string[] = [
  "SELECT a, \"b\", [c], `d` FROM main.t AS x WHERE a = 'it''s' AND b > ?1 OR c IN (:x, @y, $z) -- end",
  "INSERT INTO t (a) VALUES (1), (x'00ff'), (1e3), (.5), (0x1F) ON CONFLICT DO UPDATE SET a = excluded.a RETURNING *",
  'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 5) SELECT x FROM c',
  'CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = new.a || 1; DELETE FROM t; END;',
  'CREATE TABLE IF NOT EXISTS u (a INTEGER PRIMARY KEY, b TEXT DEFAULT (1 + 2), CHECK (a > 0)) /* note */',
  'PRAGMA table_info(t)',
  'PRAGMA main.user_version = 5',
  'EXPLAIN QUERY PLAN SELECT * FROM t',
  "ATTACH ':memory:' AS x",
  'VACUUM INTO 1',
  'BEGIN; COMMIT',
  'ANALYZE temp',
  'SELECT load_extension(1)',
  'CREATE TEMP TABLE x (a)',
  'ALTER TABLE t RENAME TO u; REINDEX; DROP TABLE u',
];

export const TOML_TEXTS: readonly string[] = [
  'port = 3001 # a comment\nquiet-ms = 31\nlog-level = "warn"\n',
  'data = "kept"\nhost = \'127.0.0.1\'\nhttp-port = 0\n[table]\na = [1, 2.5, true, 1979-05-27T07:32:00Z]\n',
  'max-request = 0x10000\ndurability = """full"""\n"eval-ms" = 1_000\n',
];

export const FLAGS: readonly string[] = [
  '--port',
  '--port=3000',
  '0',
  '--host=*',
  '--data',
  '--http-port=none',
  '--log-level',
  'debug',
  '--max-request=1024',
  '--client-timeout=60',
  '--help',
  '-h',
  '--version',
  '--config',
  'backup',
  'a.backup',
  '--',
  '--eval-ms=20',
];

export const QUERIES: readonly string[] = [
  'key=a&value=5&ttl=1.5',
  'expr=1%20%2B%202&format=text',
  'match=garden.*&x=%F0%9F%98%80+b',
  'a&=b&a=&&c==d',
];

/** Requests as they come on a raw connection, in all its forms. */
export const RAW: readonly string[] = [
  ...EXPRESSIONS,
  'ping()\n',
  "setReg('a', 1)\r\ngetReg('a')\r\n\r\n1 + 1\n",
  '\nping()\n\n',
  'GET\n',
  'GET + 1',
  `${'x'.repeat(70_000)}\nping()\n`,
  'ping()\n'.repeat(200),
  `(${'1,'.repeat(2000)})`,
];

const json = (body: string, more = '') =>
  `Host: h\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;

export const HTTP: readonly string[] = [
  'GET /api/ping HTTP/1.1\r\nHost: h\r\n\r\n',
  'GET /api/setReg?key=a&value=5&ttl=9 HTTP/1.1\r\nHost: h\r\nAccept: text/plain\r\n\r\n',
  'GET /api/eval?expr=1%20%2B%202&format=text HTTP/1.0\r\n\r\n',
  `POST /api/setReg HTTP/1.1\r\n${json('{"key": "a", "value": [1, {"b": null}]}')}`,
  `POST /api/dbQuery HTTP/1.1\r\n${json('{"sql": "SELECT ?", "params": [1]}', 'Connection: close\r\n')}`,
  'POST /api/eval HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\n1 + 1',
  'POST /api/setReg HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 13\r\n\r\nkey=a&value=5',
  'POST /api/eval HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n3\r\n1 +\r\n2;x=y\r\n 1\r\n0\r\nTrailer: x\r\n\r\n',
  'POST /api/eval HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\n1',
  `PUT /registry/a%2Fb?ttl=5 HTTP/1.1\r\n${json('{"x": 1.5}')}`,
  'GET /registry?match=a* HTTP/1.1\r\nHost: h\r\nAccept: application/json;q=0.5, text/plain;q=0.1, */*\r\n\r\n',
  'DELETE /registry/a HTTP/1.1\r\nHost: h\r\n\r\n',
  'HEAD / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: br, gzip\r\nRange: bytes=0-5\r\nIf-None-Match: "x"\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n',
  'CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n',
  'TRACE / HTTP/1.1\r\nHost: h\r\nMax-Forwards: 0\r\n\r\n',
  `GET http://h/healthz HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\nX-Long: ${'x'.repeat(3000)}\r\n\r\n`,
  'GET /events?client=none HTTP/1.1\r\nHost: h\r\nLast-Event-ID: 7\r\n\r\n',
  'GET /events HTTP/1.1\r\nHost: h\r\nLast-Event-ID: 18446744073709551616\r\n\r\n',
  'GET /metrics HTTP/1.1\r\nHost: h\r\n\r\nGET /readyz HTTP/1.1\r\nHost: h\r\n\r\nGET /groups HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
  'GET /docs/ HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n',
  'GET /ws?join=a,b&ack=client HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
];

export const RPC: readonly string[] = [
  '{"jsonrpc":"2.0","id":1,"method":"setReg","params":{"key":"a","value":5}}',
  '{"jsonrpc":"2.0","id":"x","method":"getReg","params":["a", null]}',
  '{"jsonrpc":"2.0","method":"ping"}',
  '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"eval","params":{"expr":"1 + 1"}}]',
  '{"jsonrpc":"2.0","id":3,"method":"watch","params":{"match":"*"}}',
  '{"jsonrpc":"2.0","id":4,"method":"unwatch","params":{"match":"*"}}',
  '{"jsonrpc":"2.0","method":"ack","params":{"seq":7}}',
  '{"jsonrpc":"2.0","id":5,"method":"dbQuery","params":{"sql":"SELECT ?","params":[1.5]}}',
  '{"jsonrpc":"2.0","id":6,"result":null}',
  '{"jsonrpc":"2.0","id":null,"method":"send","params":["x","ALL","text"]}',
];
