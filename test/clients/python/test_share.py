"""Tests of clients/python/share.py. SHARE_SERVER is a server of their own."""

import datetime
import math
import os
import socket
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "clients", "python"))

import share

HOST, PORT = os.environ["SHARE_SERVER"].split(":")
UTC = datetime.timezone.utc


class Peer(threading.Thread):
    """A TCP server on localhost that answers each connection as told, and keeps what it read."""

    def __init__(self, answer):
        super().__init__(daemon=True)
        self._answer = answer
        self._listener = socket.create_server(("localhost", 0))
        self.port = self._listener.getsockname()[1]
        self.received = []
        self.start()

    def run(self):
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            with connection:
                self.received.append(self._answer(connection))

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


class ShareTest(unittest.TestCase):
    def setUp(self):
        self.sh = self.client()

    def client(self, *address, **options):
        sh = share.ShareServer(*address, **options)
        self.addCleanup(sh.exit)
        return sh

    def peer(self, answer):
        peer = Peer(answer)
        self.addCleanup(peer.close)
        return peer

    # ----- Values -----

    def test_values_come_back_as_they_were_set(self):
        values = [
            None, True, False, 0, -7, 42, 10**40, 1.5, -0.0, 1e300, math.inf, -math.inf,
            "", "42", "None", "Error: no error", "it's", 'a "quote"', "\\n", "a\nb\r\tc", "È", "\U0001f600", "\0\x7f", "); exit('x')",
            b"", b"\x00\xff'\"", [], [1, "1", 1.0, [None]], (), (1,), (1, (2,)), {}, {"a": {1: (2.5, b"x")}},
            datetime.date(2020, 9, 15), datetime.datetime(2020, 9, 15, 10, 0, 1, 5), datetime.datetime(2020, 9, 15, tzinfo=UTC),
            datetime.timedelta(days=-1, seconds=5), [datetime.date(1, 1, 1), math.inf],
        ]  # fmt: skip
        for value in values:
            with self.subTest(value=value):
                self.assertEqual(self.sh.setReg("test.value", value), "OK")
                found = self.sh.getReg("test.value")
                self.assertEqual(found, value)
                self.assertEqual(repr(found), repr(value))
        self.sh.setReg("test.value", math.nan)
        self.assertTrue(math.isnan(self.sh.getReg("test.value")))

    def test_subclasses_are_sent_as_what_they_are(self):
        class Text(str):
            def __repr__(self):
                return "exit()"

        class Number(int):
            def __repr__(self):
                return "exit()"

        self.sh.setReg("test.subclass", [Text("x"), Number(5)])
        self.assertEqual(self.sh.getReg("test.subclass"), ["x", 5])

    def test_a_value_that_cannot_be_sent_is_refused_here(self):
        with self.assertRaises(TypeError):
            self.sh.setReg("test.object", object())

    def test_default_of_a_missing_key(self):
        self.assertIsNone(self.sh.getReg("test.missing"))
        self.assertEqual(self.sh.getReg("test.missing", "I don't know."), "I don't know.")

    def test_registry_commands(self):
        for key, value in (("a", 1), ("b", 2)):
            self.sh.setReg("test.reg." + key, value)
        self.assertEqual(self.sh.getAll("test.reg.*"), {"test.reg.a": 1, "test.reg.b": 2})
        self.assertEqual(self.sh.incReg("test.reg.a"), 2)
        self.assertEqual(self.sh.incReg("test.reg.a", by=0.5), 2.5)
        self.assertEqual(self.sh.setReg("test.reg.c", 3, ttl=60), "OK")
        self.assertEqual(self.sh.delete("test.reg.*"), "OK")
        self.assertEqual(self.sh.getAll("test.reg.*"), {})

    # ----- Messages -----

    def test_messages(self):
        other = self.client()
        self.assertEqual(other.join("test group"), "OK")
        self.assertEqual(self.sh.send("test group", "it's È\n\\ 42"), "OK")
        self.assertEqual(self.sh.send("Someone", other.ID, 42), "OK")
        self.assertEqual(other.recv(), (self.sh.ID, "test group", "it's È\n\\ 42"))
        self.assertEqual(other.recv(), ("Someone", other.ID, "42"))
        self.assertEqual(other.recv(), ("None", "None", "None"))
        self.assertEqual(other.members("test group"), [other.ID])
        self.assertIn("test group", other.groups())
        self.assertIn(other.ID, self.sh.clients())
        self.assertEqual(other.leave("test group"), "OK")
        self.assertEqual(other.members("test group"), [])

    def test_recv_waits(self):
        sender = self.client()
        target, sender_id = self.sh.ID, sender.ID
        waiting = threading.Thread(target=sender.send, args=(target, "late"))
        threading.Timer(0.2, waiting.start).start()
        self.assertEqual(self.sh.recv(wait=10), (sender_id, target, "late"))

    def test_exit_forgets_the_client(self):
        gone = self.sh.ID
        self.assertEqual(self.sh.exit(), "OK")
        self.assertNotIn(gone, self.sh.clients())
        self.assertNotEqual(self.sh.ID, gone)

    def test_threads_share_one_object(self):
        def count():
            for _ in range(50):
                self.sh.incReg("test.threads")

        self.sh.delete("test.threads")
        threads = [threading.Thread(target=count) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.sh.getReg("test.threads"), 400)

    # ----- SQL -----

    def test_database(self):
        self.assertEqual(self.sh.dbExec("CREATE TABLE test (n, x)"), "OK")
        self.assertEqual(self.sh.dbQuery("INSERT INTO test VALUES (?, ?)", [1, "it's"]), [])
        self.assertEqual(self.sh.dbQuery("INSERT INTO test VALUES (?, ?)", (None, b"\0")), [])
        self.assertEqual(self.sh.dbQuery("SELECT n, x FROM test ORDER BY rowid"), [(1, "it's"), (None, b"\0")])
        self.assertEqual(self.sh.dbExec("SELECT x FROM test WHERE n = 1"), "OK")
        self.assertEqual(self.sh.recv(), ("SQLite", self.sh.ID, "(\"it's\",)"))
        self.sh.dbExec("DROP TABLE test")

    # ----- Errors -----

    def test_commands_that_reply_ok_return_errors_as_text(self):
        self.assertEqual(self.sh.send("NOPLY", "x"), "Error: ValueError: NOPLY takes no replies")
        self.assertEqual(self.sh.SendToServer("1/0"), "Error: ZeroDivisionError: division by zero")

    def test_commands_that_return_values_raise_errors(self):
        with self.assertRaises(share.ShareError) as caught:
            self.sh.evaluate("1/0")
        self.assertEqual((caught.exception.type, caught.exception.message), ("ZeroDivisionError", "division by zero"))
        with self.assertRaises(share.ShareError) as caught:
            self.sh.dbQuery("SELECT x FROM nowhere")
        self.assertEqual(str(caught.exception), "OperationalError: no such table: nowhere")

    # ----- Requests -----

    def test_any_request(self):
        self.assertEqual(self.sh.SendToServer(" ( 1 + 1 ) * 2 "), "4")
        self.assertEqual(self.sh.SendToServer(" TheAnswer = 42 "), "OK")
        self.assertEqual(self.sh.evaluate("TheAnswer"), 42)
        self.assertEqual(self.sh.evaluate("1, 2"), (1, 2))
        self.assertEqual(self.sh.SendToServer("'a\\nb\\\\'"), "a\nb\\")
        self.assertEqual(self.sh.SendToServer("  "), "")
        self.assertEqual(self.sh.SendToServer("1\n2"), "Error: ValueError: a request is a single line")
        self.assertTrue(self.sh.SendToServer("'\ud800'").startswith("Error: UnicodeEncodeError: "))
        self.assertEqual(self.sh.ping(), "pong")

    def test_a_long_reply_comes_whole(self):
        self.assertEqual(len(self.sh.evaluate("'x' * 300000")), 300000)

    def test_after_a_request_that_is_too_long_the_next_is_answered(self):
        self.assertTrue(self.sh.SendToServer("'" + "x" * 70000 + "'").startswith("Error: ValueError: request is longer"))
        self.assertEqual(self.sh.ping(), "pong")

    # ----- The server that is not there -----

    def test_no_server(self):
        with socket.create_server(("localhost", 0)) as unused:
            port = unused.getsockname()[1]
        sh = self.client("localhost:{}".format(port))
        self.assertFalse(sh.isServerUp())
        self.assertTrue(sh.SendToServer("1").startswith("Error: ConnectionError: localhost:"))
        with self.assertRaises(share.ShareError):
            sh.recv()

    def test_a_request_is_not_sent_twice_when_the_connection_breaks(self):
        def hang_up(connection):
            return connection.makefile("rb").read(len(b"\nincReg('n')\n"))

        peer = self.peer(hang_up)
        sh = self.client("localhost", peer.port)
        self.assertTrue(sh.SendToServer("incReg('n')").startswith("Error: ConnectionError: no reply, so the request may"))
        self.assertEqual(peer.received, [b"\nincReg('n')\n"])

    def test_a_late_reply_is_not_taken_for_the_next_one(self):
        def answer_late(connection):
            lines = connection.makefile("rb")
            lines.readline()
            request = lines.readline()
            if request == b"slow\n":
                lines.read()
            connection.sendall(b"reply to " + request)
            return request

        peer = self.peer(answer_late)
        sh = self.client("localhost", peer.port, timeout=0.2)
        self.assertTrue(sh.SendToServer("slow").startswith("Error: ConnectionError: no reply"))
        self.assertEqual(sh.SendToServer("next"), "reply to next")

    def test_a_closed_connection_is_opened_anew(self):
        answers = iter([b"one\n", b"two\n"])

        def answer_once(connection):
            lines = connection.makefile("rb")
            lines.readline()
            lines.readline()
            connection.sendall(next(answers))

        peer = self.peer(answer_once)
        sh = self.client("localhost", peer.port)
        self.assertEqual(sh.SendToServer("1"), "one")
        while sh._connection._is_open():
            pass
        self.assertEqual(sh.SendToServer("2"), "two")

    # ----- Where the server is -----

    def test_addresses(self):
        split = share._split_address
        self.assertEqual(split("pi", None), ("pi", 2980))
        self.assertEqual(split("pi:81", None), ("pi", 81))
        self.assertEqual(split("pi", 82), ("pi", 82))
        self.assertEqual(split("fe80::1", None), ("fe80::1", 2980))
        self.assertEqual(split("[fe80::1]:81", None), ("fe80::1", 81))

    def test_the_server_is_found_on_this_computer(self):
        self.assertEqual(share.find_server(int(PORT)), "localhost")

    def test_what_is_no_share_server_is_not_taken_for_one(self):
        peer = self.peer(lambda connection: connection.sendall(connection.recv(100)))
        self.assertFalse(share._answers("localhost", peer.port, 5))

    def test_the_networks_around_are_searched(self):
        hosts = share._neighbours()
        self.assertEqual(len(hosts), len(set(hosts)))
        self.assertFalse(any(host.startswith("127.") for host in hosts))


if __name__ == "__main__":
    unittest.main()
