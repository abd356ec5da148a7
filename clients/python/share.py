"""
share.py - a client of ShareServer, in one file, for Python 3.8 or newer.

    import share

    sh = share.ShareServer()                   # finds the server by itself
    sh.setReg("garden.soil.temp", 56)
    print(sh.getReg("garden.soil.temp"))       # 56
    sh.join("gardeners")
    sh.send("gardeners", "The soil is warm.")
    (sentFrom, sentTo, text) = sh.recv()
    sh.exit()

Where the server is: the argument of ShareServer(), else the environment variable
SHARE_SERVER (both "host" or "host:port"), else this computer, else whichever ShareServer
answers first on the local network.

With TLS: ShareServer(tls="ca.crt"), the certificate of the CA that vouches for the server, or
the environment variable SHARE_TLS, which names that file.

A server that wants a token gets the one of ShareServer(token="..."), else of the environment
variable SHARE_TOKEN.

What goes wrong: join, leave, send, setReg, delete, fetch, dbExec, exit and SendToServer
return the server's reply as text, "OK" or "Error: ...", as they always did. All others
return values, so they raise ShareError instead.

A ShareServer object may be used by several threads; their requests take turns.
"""

import ast
import concurrent.futures
import datetime
import ipaddress
import math
import numbers
import os
import re
import socket
import ssl
import struct
import threading
import time

PORT = 2980
TIMEOUT_SECONDS = 20
SEARCH_SECONDS = 5
# Errors that only a ShareServer answers with.
_REFUSALS = ("AuthenticationError", "PermissionError", "RateLimitError")

__all__ = ["ShareServer", "ShareError"]


class ShareError(Exception):
    """The server refused a request, or could not be reached.

    type: the name of the Python exception on the server, such as "LookupError";
    "ConnectionError" if the server could not be reached. message: what it says.
    """

    def __init__(self, type, message=""):
        super().__init__(type + ": " + message if message else type)
        self.type = type
        self.message = message


class ShareServer:
    """The commands of a ShareServer, for one client of it."""

    def __init__(self, host=None, port=None, timeout=TIMEOUT_SECONDS, tls=None, token=None):
        """host: "name", "address" or "address:port"; without it the server is looked for.

        Nothing is sent before the first command. timeout: seconds to wait for a reply.
        tls: the file of a CA's certificate, an ssl.SSLContext, or True for the CAs that this
        computer trusts; False: without TLS, whatever the environment says. token: says who is
        asking, where the server wants to know.
        """
        named = host or os.environ.get("SHARE_SERVER") or ""
        token = token or os.environ.get("SHARE_TOKEN") or ""
        self._connection = _Connection(named, port, timeout, _tls_context(tls), token)
        self._id = None
        self._registering = threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.exit()

    # ----- The server -----

    @property
    def ID(self):
        """This client's ID: 8 letters and digits. The first use registers the client."""
        with self._registering:
            if self._id is None:
                self._id = self._value("getClientID()")
            return self._id

    def isServerUp(self):
        """True if a ShareServer answers, whether or not it lets this client in."""
        try:
            return self.ping() == "pong"
        except ShareError as error:
            return error.type in _REFUSALS

    def ping(self):
        """Return "pong"."""
        return self._value("ping()")

    def SendToServer(self, request):
        """Send any expression or statement, and return the reply as text."""
        try:
            return self._connection.ask(request)
        except ShareError as error:
            return "Error: " + str(error)

    def evaluate(self, expression):
        """Return the value of an expression: evaluate("math.sqrt(2)") is a float."""
        return self._value("(" + expression + ")")

    def exit(self):
        """Release what the server keeps for this client, and close the connection.

        A later command starts anew, as a new client.
        """
        with self._registering:
            reply = "OK" if self._id is None else self._command("exit", self._id)
            self._id = None
        self._connection.close()
        return reply

    # ----- Messages -----

    def send(self, *arguments):
        """send(to, text), or send(sender, to, text) to speak as a group, say.

        to: a group or a client's ID.
        """
        if len(arguments) == 2:
            arguments = (self.ID,) + arguments
        if len(arguments) != 3:
            raise TypeError("send() takes (to, text) or (sender, to, text)")
        sender, to, text = arguments
        return self._command("send", sender, to, str(text))

    def recv(self, wait=0):
        """Return the next message as the tuple (sentFrom, sentTo, text).

        ("None", "None", "None") if there is none. wait: seconds (up to 15) to wait for one.
        """
        call = "recv({}, {})".format(_quote(self.ID), _quote(wait))
        return tuple(self._value(call, wait).split(chr(200), 2))

    def join(self, group):
        """Become a member of a group: what is sent to it comes to this client too."""
        return self._command("join", self.ID, group)

    def leave(self, group):
        """Stop being a member of a group."""
        return self._command("leave", self.ID, group)

    def members(self, group):
        """Return the IDs of a group's members, a list."""
        return self._call("members", group)

    def groups(self):
        """Return the names of the groups that this client is in, a list."""
        return self._call("groups", self.ID)

    def clients(self):
        """Return the IDs of all clients, a list."""
        return self._call("clients")

    # ----- Shared data -----

    def setReg(self, key, value, ttl=None):
        """Set MyData[key], for all clients. ttl: seconds after which it is gone again."""
        if ttl is None:
            return self._command("setReg", key, value)
        return self._command("setReg", key, value, ttl)

    def getReg(self, key, default=None):
        """Return the value of a key with its own type (an int as an int), or the default."""
        return self._call("getReg", key, default)

    def getAll(self, pattern):
        """Return the matching keys and their values, a dict: getAll("garden.*")."""
        return self._call("getAll", pattern)

    def incReg(self, key, by=1):
        """Add to the value of a key (0 if it is missing), and return the sum."""
        return self._call("incReg", key, by)

    def delete(self, pattern):
        """Remove all keys that match: delete("project17.*")."""
        return self._command("delete", pattern)

    def fetch(self, pattern):
        """Get the matching keys as messages "key:value" from SYSTEM, for recv()."""
        return self._command("fetch", self.ID, pattern)

    # ----- The database -----

    def dbExec(self, sql):
        """Run an SQL statement. Each row it yields comes as a message from SQLite, for recv()."""
        return self._command("dbExec", self.ID, sql)

    def dbQuery(self, sql, params=()):
        """Run an SQL statement, and return its rows, a list of tuples.

        params: the values for its placeholders, as in dbQuery("... WHERE id = ?", [7]).
        """
        return self._call("dbQuery", sql, params)

    # ----- How they ask -----

    def _command(self, name, *arguments):
        """Call a command, and return its reply as text."""
        return self.SendToServer(_format_call(name, arguments))

    def _call(self, name, *arguments):
        """Call a command, and return its value."""
        return self._value(_format_call(name, arguments))

    def _value(self, expression, wait=0):
        # Asked for its repr, a value is told from an error, and '42' from 42.
        reply = self._connection.ask("repr({})".format(expression.strip()), wait)
        if reply.startswith("Error: "):
            raise ShareError(*reply[len("Error: "):].split(": ", 1))
        return _parse(reply)


# ----- Values as text, and back -----


def _format_call(name, arguments):
    return "{}({})".format(name, ", ".join(_quote(argument) for argument in arguments))


def _quote(value):
    """Return a value as a Python expression, in one line. Nothing in a text can end its quotes."""
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, str):
        return str.__repr__(value)
    if isinstance(value, (bytes, bytearray)):
        return repr(bytes(value))
    if isinstance(value, numbers.Integral):
        return repr(int(value))
    if isinstance(value, numbers.Real):
        value = float(value)
        return repr(value) if math.isfinite(value) else "float('{}')".format(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_quote, value)) + "]"
    if isinstance(value, tuple):
        return "(" + "".join(_quote(item) + ", " for item in value) + ")"
    if isinstance(value, dict):
        items = (_quote(key) + ": " + _quote(item) for key, item in value.items())
        return "{" + ", ".join(items) + "}"
    if type(value) in (datetime.date, datetime.datetime, datetime.time, datetime.timedelta):
        return repr(value)
    raise TypeError("a value of type {} cannot be sent".format(type(value).__name__))


def _parse(text):
    """Return the value that a repr stands for; the text itself where it is no repr of data."""
    try:
        return _evaluate(ast.parse(text, mode="eval").body)
    except (ValueError, TypeError, SyntaxError, OverflowError, RecursionError, MemoryError):
        return text


_NAMES = {"nan": math.nan, "inf": math.inf}
_TYPES = {
    "datetime": datetime.datetime,
    "date": datetime.date,
    "time": datetime.time,
    "timedelta": datetime.timedelta,
    "timezone": datetime.timezone,
}


def _evaluate(node):
    """Like ast.literal_eval, with datetime's types, nan and inf."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.List):
        return [_evaluate(item) for item in node.elts]
    if isinstance(node, ast.Tuple):
        return tuple(_evaluate(item) for item in node.elts)
    if isinstance(node, ast.Dict):
        return {_evaluate(key): _evaluate(value) for key, value in zip(node.keys, node.values)}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluate(node.operand)
    if isinstance(node, ast.Name) and node.id in _NAMES:
        return _NAMES[node.id]
    if isinstance(node, ast.Call) and _is_datetime(node.func):
        positional = [_evaluate(argument) for argument in node.args]
        named = {argument.arg: _evaluate(argument.value) for argument in node.keywords}
        return _TYPES[node.func.attr](*positional, **named)
    if isinstance(node, ast.Attribute) and node.attr == "utc" and _is_datetime(node.value):
        return datetime.timezone.utc
    return ast.literal_eval(node)


def _is_datetime(node):
    """True for datetime.date and the like."""
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "datetime"
        and node.attr in _TYPES
    )


# ----- The connection -----


class _Connection:
    """One connection, kept: each request is a line, each reply is a line.

    It is opened anew when the server has closed it. What was sent is never sent again: if the
    connection breaks before the reply is there, the request may or may not have been done, and
    the caller is told so.
    """

    def __init__(self, named, port, timeout, context, token):
        self._context = context
        # With each request, since each may be the first of a connection.
        self._greeting = "auth({}); ".format(_quote(token)) if token else ""
        self._named = named
        self._port = port
        self._timeout = timeout
        self._found = None
        self._socket = None
        self._rest = b""
        self._process = None
        self._lock = threading.RLock()

    def ask(self, request, wait=0):
        """Return the reply to a request; the errors of the server are replies too."""
        line = request.strip()
        if not line:
            return ""
        if "\n" in line or "\r" in line:
            raise ShareError("ValueError", "a request is a single line")
        try:
            data = (self._greeting + line).encode() + b"\n"
        except UnicodeEncodeError as error:
            raise ShareError("UnicodeEncodeError", str(error))
        with self._lock:
            if not self._is_open():
                self._open()
            try:
                self._socket.settimeout(self._timeout + wait)
                self._socket.sendall(data)
                reply = _unescape(self._read_line().decode())
            except OSError as error:
                self.close()
                message = "no reply, so the request may have been done or not ({})"
                raise ShareError("ConnectionError", message.format(error))
            except BaseException:
                self.close()
                raise
            if reply.startswith("Error: ValueError: request is longer than "):
                self.close()  # as the server does, too
            return reply

    def close(self):
        """Close the connection; a later request opens another."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
            self._socket = None
            self._rest = b""

    def _is_open(self):
        """False if there is no connection, or the server has closed it."""
        if self._socket is None or self._process != os.getpid():
            return False
        try:
            # Nothing is to come before the next request.
            self._socket.setblocking(False)
            self._socket.recv(1)
            return False
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False

    def _open(self):
        self.close()
        host, port = self._address()
        try:
            self._socket = _connect(host, port, self._timeout, self._context)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # An empty line has no reply, and tells that this connection is one that stays.
            self._socket.sendall(b"\n")
        except OSError as error:
            self._found = None
            self.close()
            raise ShareError("ConnectionError", "{}:{}: {}".format(host, port, error))
        self._process = os.getpid()

    def _address(self):
        if self._named:
            return _split_address(self._named, self._port)
        port = self._port or PORT
        if self._found is None:
            self._found = find_server(port, context=self._context)
        if self._found is None:
            raise ShareError("ConnectionError", "no ShareServer found on port {}".format(port))
        return self._found, port

    def _read_line(self):
        while b"\n" not in self._rest:
            data = self._socket.recv(65536)
            if not data:
                raise ConnectionResetError("the server closed the connection")
            self._rest += data
        line, self._rest = self._rest.split(b"\n", 1)
        return line


def _connect(host, port, seconds, context=None, tls_seconds=None):
    """Return a connection, with TLS if there is a context. tls_seconds: what that may take longer."""
    connection = socket.create_connection((host, port), seconds)
    if context is None:
        return connection
    connection.settimeout(tls_seconds or seconds)
    try:
        return context.wrap_socket(connection, server_hostname=host)
    except BaseException:
        connection.close()
        raise


def _tls_context(tls):
    """Return what checks the server's certificate, or None to do without TLS."""
    if tls is None:
        tls = os.environ.get("SHARE_TLS") or False
    if tls is False or isinstance(tls, ssl.SSLContext):
        return tls or None
    try:
        return ssl.create_default_context(cafile=None if tls is True else tls)
    except OSError as error:
        raise ShareError("ConnectionError", "tls is {!r}, no file of a CA: {}".format(tls, error))


def _unescape(line):
    """In a line, backslash, line feed and carriage return are sent as \\\\, \\n and \\r."""
    escapes = {"n": "\n", "r": "\r"}
    return re.sub(r"\\(.)", lambda match: escapes.get(match.group(1), match.group(1)), line)


def _split_address(address, port):
    """Return ("host", port) of "host", "host:port", "[ipv6]:port" or "ipv6"."""
    match = re.fullmatch(r"\[?([^\[\]]*?)\]?(?::(\d+))?", address)
    if match is None or address.count(":") > 1 and "[" not in address:
        return address, port or PORT
    return match.group(1), port or int(match.group(2) or PORT)


# ----- The search -----


def find_server(port=PORT, seconds=SEARCH_SECONDS, context=None):
    """Return the address of a ShareServer: this computer's, else one on the local network, else None.

    context: an ssl.SSLContext to ask by TLS.
    """
    if _answers("localhost", port, 1, context):
        return "localhost"
    deadline = time.monotonic() + seconds - 1
    hosts = _neighbours()
    found = threading.Event()

    def probe(host):
        left = deadline - time.monotonic()
        return not found.is_set() and left > 0 and _answers(host, port, left, context)

    with concurrent.futures.ThreadPoolExecutor(max_workers=256) as executor:
        probes = {executor.submit(probe, host): host for host in hosts}
        for ended in concurrent.futures.as_completed(probes):
            if ended.result():
                found.set()
                return probes[ended]
    return None


def _answers(host, port, seconds, context=None):
    """True if a ShareServer answers there in time. A second is enough for what is no handshake."""
    try:
        with _connect(host, port, min(seconds, 1), context, seconds) as connection:
            connection.sendall(b"ping()")
            if context is None:
                connection.shutdown(socket.SHUT_WR)
            # The latter where it wants a token.
            return connection.recv(26) in (b"pong", b"Error: AuthenticationError")
    except OSError:
        return False


def _neighbours():
    """Return the IPv4 addresses of this computer and of those around it, up to 254 in each network."""
    found = [own for own in _own_addresses() if not own.is_loopback]
    hosts = [str(own.ip) for own in found]
    for own in found:
        prefix = max(own.network.prefixlen, 24)
        network = ipaddress.ip_network("{}/{}".format(own.ip, prefix), strict=False)
        hosts.extend(str(host) for host in network.hosts())
    return list(dict.fromkeys(hosts))


def _own_addresses():
    """Return this computer's IPv4 addresses with their networks, the one of the default route first."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
            found.append(ipaddress.ip_interface(probe.getsockname()[0] + "/24"))
        except OSError:
            pass
    try:
        names = socket.gethostbyname_ex(socket.gethostname())[2]
        found.extend(ipaddress.ip_interface(name + "/24") for name in names)
    except OSError:
        pass
    return found + _linux_addresses()


def _linux_addresses():
    try:
        import fcntl

        interfaces = [name.encode() for _, name in socket.if_nameindex()]
    except (ImportError, AttributeError, OSError):
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for name in interfaces:
            request = struct.pack("256s", name[:15])
            try:
                address, mask = (
                    socket.inet_ntoa(fcntl.ioctl(probe, code, request)[20:24])
                    for code in (0x8915, 0x891B)  # SIOCGIFADDR, SIOCGIFNETMASK
                )
            except OSError:
                continue
            found.append(ipaddress.ip_interface(address + "/" + mask))
    return found
