"""Answers source texts as CPython does: a JSON list a line on stdin, [mode, text]; the answer as JSON, a line on stdout.

The answer is what the server is to reply: str() of the value, OK for statements, 'Error: TYPE: MESSAGE'.
A text that takes over two seconds is answered with null.
"""
import ast, base64, binascii, collections, datetime, hashlib, json, math, random, resource, signal, statistics, struct, sys, time, types, warnings

warnings.simplefilter('ignore')
resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
MODULES = (base64, binascii, datetime, hashlib, json, math, random, statistics, struct, time)


class Late(BaseException):
    pass


def interrupt(*_):
    raise Late


signal.signal(signal.SIGALRM, interrupt)


def evaluate(mode, text):
    names = {module.__name__: module for module in MODULES}
    if mode == 'eval':
        return str(eval(text, names))
    tree = compile(text, '<string>', 'exec', ast.PyCF_ONLY_AST)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, '<string>', 'exec'), names)
    return str(eval(compile(ast.Expression(last.value), '<string>', 'eval'), names)) if last else 'OK'


def answer(mode, text):
    signal.setitimer(signal.ITIMER_REAL, 2)
    try:
        return evaluate(mode, text)
    except Late:
        return None
    except BaseException as error:
        message = str(error)
        return 'Error: ' + type(error).__name__ + (': ' + message if message else '')
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


for line in sys.stdin:
    sys.stdout.write(json.dumps(answer(*json.loads(line))) + '\n')
    sys.stdout.flush()
