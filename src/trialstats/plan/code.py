"""The digest of the code that a job runs: its modules and all of ours that they import.

What counts is what Python compiles a module to: comments, docstrings and layout do not (nor do assertions). Constants,
templates and other files beside the modules count, and so does what says which libraries compute: the clone's lock,
or, of a package that was installed, the versions of the libraries.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType

from trialstats.plan.understood import Understood, recall, remember
from trialstats.plan.workflow import LOCK, PACKAGE
from trialstats.provenance import library_versions

__all__ = ["LOCK", "code_digest", "libraries", "modules_behind"]

DOCUMENTED = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def code_digest(roots: Iterable[str | Path]) -> str:
    """Digest the code behind some modules, e.g. `trialstats.engines.mmrm`, and data files that some jobs alone read."""
    roots = list(roots)
    digest = modules_digest(frozenset(root for root in roots if isinstance(root, str))).copy()
    for data in sorted({root for root in roots if isinstance(root, Path)}):
        digest.update(data.name.encode() + data.read_bytes())
    return digest.hexdigest()[:16]


@cache
def modules_digest(roots: frozenset[str]) -> hashlib._Hash:
    """Digest libraries and modules, once a process: many jobs run the same."""
    digest = hashlib.sha256(libraries())
    for module in sorted(frozenset[str]().union(*map(modules_behind, roots))):
        digest.update(f"{module}:{module_digest(module)}\n".encode())
    return digest


def libraries() -> bytes:
    """What says which libraries compute: the lock of the clone, or the versions that are installed."""
    return LOCK.read_bytes() if LOCK.is_file() else json.dumps(library_versions()).encode()


@cache
def modules_behind(root: str) -> frozenset[str]:
    """Find a module itself, the packages it lies in, and every module of ours that these import."""
    found: set[str] = set()
    waiting = [root]
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        found.add(module)
        waiting += imports_of(module)
        if "." in module:
            waiting.append(module.rpartition(".")[0])
    return frozenset(found)


@cache
def file_of(module: str) -> Path | None:
    """Find the file of a module of ours; None for a name that is no module."""
    base = PACKAGE.joinpath(*module.split(".")[1:])
    if (base / "__init__.py").is_file():
        return base / "__init__.py"
    return base.with_suffix(".py") if module != "trialstats" and base.with_suffix(".py").is_file() else None


@cache
def imports_of(module: str) -> tuple[str, ...]:
    """Name the modules of ours that a module imports when it runs (also inside functions)."""
    return tuple(name for name in understood(module).imports if file_of(name))


@cache
def understood(module: str) -> Understood:
    """Tell what a module imports and means; what was found out once is not found out again."""
    path = file_of(module)
    assert path is not None, module
    text = path.read_bytes()
    known = recall(text, way())
    if known is None:
        tree = ast.parse(text)
        names = tuple(name for node in running(tree) for name in imported(node))
        known = Understood(names, hashlib.sha256(meaning(compiled(tree)).encode()).hexdigest())
        remember(text, way(), known)
    return known


@cache
def way() -> bytes:
    """The code that understands modules."""
    return Path(__file__).read_bytes()


def running(node: ast.AST) -> Iterator[ast.AST]:
    """Walk the statements of a tree but for what only type checkers see."""
    for block in BLOCKS:
        for statement in getattr(node, block, ()):
            if isinstance(statement, ast.If) and getattr(statement.test, "id", "") == "TYPE_CHECKING":
                continue
            yield statement
            yield from running(statement)


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "trialstats")
    elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "trialstats":
        yield str(node.module)
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def module_digest(module: str) -> str:
    """Digest one module's meaning; a package's digest includes the data files that lie in it."""
    digest = hashlib.sha256(understood(module).meaning.encode())
    path = file_of(module)
    if path is not None and path.name == "__init__.py":
        for data in sorted(data_files(path.parent)):
            digest.update(data.name.encode() + data.read_bytes())
    return digest.hexdigest()


def data_files(folder: Path) -> Iterator[Path]:
    """Find the files of a package that are not code, those of its sub-packages left out."""
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__" and not (entry / "__init__.py").exists():
            yield from data_files(entry)
        elif entry.is_file() and entry.suffix not in (".py", ".pyc"):
            yield entry


def compiled(tree: ast.Module) -> CodeType:
    """Compile a tree without its docstrings; it is the caller's no more."""
    for node in running(tree):
        if isinstance(node, DOCUMENTED) and node.body and is_text(node.body[0]):
            node.body = node.body[1:] or [ast.copy_location(ast.Pass(), node.body[0])]
    tree.body = tree.body[1:] if tree.body and is_text(tree.body[0]) else tree.body
    return compile(tree, "", "exec", dont_inherit=True, optimize=2)


def is_text(statement: ast.stmt) -> bool:
    """Tell whether a statement is a text that stands for itself."""
    return isinstance(statement, ast.Expr) and isinstance(getattr(statement.value, "value", None), str)


def meaning(part: object) -> str:
    """Write what a compiled part does, without the lines it stood on; sets have no order of their own."""
    if isinstance(part, CodeType):
        names = (part.co_name, part.co_names, part.co_varnames, part.co_freevars)
        counts = (part.co_argcount, part.co_posonlyargcount, part.co_kwonlyargcount, part.co_flags)
        return f"{names} {counts} {part.co_code.hex()} {meaning(part.co_consts)}"
    if isinstance(part, tuple):
        return f"({', '.join(map(meaning, part))})"
    if isinstance(part, frozenset):
        return f"{{{', '.join(sorted(map(meaning, part)))}}}"
    return repr(part)
