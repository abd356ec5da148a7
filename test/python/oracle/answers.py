"""Answers source texts as CPython does: a JSON list a line on stdin, [mode, text]; the answer as JSON, a line on stdout.

The answer is what the server is to reply: str() of the value, OK for statements, 'Error: TYPE: MESSAGE'.
A text that takes over two seconds is answered with null; one with two possible answers with a list.
"""
import ast, base64, binascii, collections, datetime, hashlib, json, math, os, random, resource, signal, statistics, struct, sys, time, types, warnings

warnings.simplefilter('ignore')
resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
MODULES = (base64, binascii, datetime, hashlib, json, math, os, random, statistics, struct, time)
# These would set the clock of the machine, or wait.
for name in ('clock_settime', 'clock_settime_ns', 'sleep'):
    vars(time).pop(name, None)
OFFERED = (ast.Expr, ast.Assign, ast.AugAssign, ast.Delete)


class Late(BaseException):
    pass


def interrupt(*_):
    raise Late


signal.signal(signal.SIGALRM, interrupt)


def evaluate(mode, text):
    names = {module.__name__: module for module in MODULES}
    if mode == 'eval':
        return str(eval(text, names))
    text = text.strip(' \t\r\n')
    try:
        code = compile(text, '<string>', 'eval')
    except SyntaxError as error:
        return execute(text, names, error)
    return str(eval(code, names))


KEPT = [(module, dict(vars(module))) for module in MODULES]


def restore():
    """Undoes assignments to attributes of modules."""
    for module, members in KEPT:
        vars(module).clear()
        vars(module).update(members)


def execute(text, names, otherwise):
    """Runs statements. What cannot be read as such has two errors, that of an expression first."""
    try:
        tree = compile(text, '<string>', 'exec', ast.PyCF_ONLY_AST)
        compile(text, '<string>', 'exec')
    except SyntaxError as error:
        if str(error) != str(otherwise):
            return [describe(otherwise), describe(error)]
        raise
    if not tree.body or not all(map(is_offered, tree.body, [None, *tree.body])):
        raise otherwise
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    try:
        exec(compile(tree, '<string>', 'exec'), names)
        return str(eval(compile(ast.Expression(last.value), '<string>', 'eval'), names)) if last else 'OK'
    finally:
        restore()


def is_offered(statement, before):
    return isinstance(statement, OFFERED) and not (before and statement.lineno > before.end_lineno)


def describe(error):
    message = str(error)
    return 'Error: ' + type(error).__name__ + (': ' + message if message else '')


def answer(mode, text):
    signal.setitimer(signal.ITIMER_REAL, 2)
    try:
        return evaluate(mode, text)
    except Late:
        return None
    except BaseException as error:
        return describe(error)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


requests, replies = sys.stdin, sys.stdout
sys.stdin, sys.stdout = open(os.devnull), open(os.devnull, 'w')
for line in requests:
    replies.write(json.dumps(answer(*json.loads(line))) + '\n')
    replies.flush()
