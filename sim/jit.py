"""The one place where functions become machine code.

numba keys its cache on the caller's own file only: a rule edited in one file would leave the compiled loop in
another file unchanged. So the cache lives in a folder named after the content of all source files that machine code
can depend on, the numba version and the processor. Set NUMBA_CACHE_DIR to choose the folder oneself (node-local
scratch on clusters).
"""

import hashlib
import os
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import numba
import numpy as np
from numba import types

from sim.bundle import make_bundle
from sim.user_cache import user_cache

_LOCK = threading.RLock()
_ROOT = Path(__file__).resolve().parent
_KEEP = 4
_HASH = re.compile(r"[0-9a-f]{16}")
_ENGINE = "sim.engines.compiled"
# SAGSTAL_INTERPRET=1 runs the compiled engine's handlers as plain Python, a thousand times slower but without
# compiling and open to a debugger. Rules and ledger stay machine code.
INTERPRET = os.environ.get("SAGSTAL_INTERPRET") == "1"
# folders and files without compiled functions or numbers that compiled functions read
_NEVER_COMPILED = {
    "catalogue",
    "reference",
    "definitions",
    "simulate.py",
    "setup.py",
    "build.py",
    "invariants.py",
    "input_file.py",
    "errors.py",
    "user_cache.py",
    "settings.py",
    "scenario.py",
    "load.py",
    "priors.py",
    "schema.py",
    "records.py",
    "tables.py",
    "catalogue.py",
    "evaluate.py",
    "formulas.py",
    "groups.py",
    "by_group.py",
    "views.py",
    "survival.py",
    "result.py",
    "perimeter.py",
}

_ENTRY: dict[str, Any] = {"nogil": True, "cache": True, "_nrt": False}
_INNER: dict[str, Any] = {"nogil": True, "_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

TYPES: dict[str, Any] = {
    "i8": types.int64,
    "u8": types.uint64,
    "f8": types.float64,
    "b1": types.boolean,
    "void": types.void,
    "f8[]": types.float64[::1],
}


def _compiled_sources() -> list[Path]:
    """Source files that machine code can depend on. Parameter values are data; their names are in the signatures."""
    return [p for p in sorted(_ROOT.rglob("*.py")) if not any(part in _NEVER_COMPILED for part in p.parts)]


def source_hash() -> str:
    """Hash of the sources of compiled code, the numba version and the processor."""
    digest = hashlib.sha256(f"{numba.__version__} {llvm.get_host_cpu_name()}".encode())
    for path in _compiled_sources():
        digest.update(str(path.relative_to(_ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _prune(home: Path, keep: Path) -> None:
    """Keep the newest few caches: each edit of the source makes a new one."""
    made = (d for d in home.iterdir() if d.is_dir() and _HASH.fullmatch(d.name))  # other things are cached here too
    folders = sorted(made, key=lambda d: d.stat().st_mtime, reverse=True)
    for old in [d for d in folders if d != keep][_KEEP - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _set_cache() -> Path:
    given = os.environ.get("NUMBA_CACHE_DIR")
    home = Path(given) if given else user_cache()
    folder = home / source_hash()
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)
    if not given:
        _prune(home, folder)
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    return folder


CACHE_DIR = _set_cache()


def is_warm() -> bool:
    """Whether compiled code of this source already lies in the cache."""
    return any(CACHE_DIR.rglob("*.nbc"))


def named(array: Any) -> Any:
    """An array of records whose fields Python can name too when the engine is interpreted."""
    return array.view(np.recarray) if INTERPRET else array


def register(letter: str, example: Any) -> None:
    """Let a letter stand for the type of this value in signatures; a named tuple becomes a bundle."""
    TYPES[letter] = make_bundle(example) if hasattr(example, "_fields") else numba.typeof(example)


def _signature(text: str) -> Any:
    """'f8(P,i8)' -> numba signature; the letters are keys of TYPES."""
    result, arguments = text.rstrip(")").split("(")
    return TYPES[result](*[TYPES[a.strip()] for a in arguments.split(",") if a.strip()])


def _lazily(dispatcher: Any, signature: str) -> Any:
    """Compile for the one signature, but only when first needed.

    With the entry point in the cache, nothing that it calls has to be loaded: import stays fast.
    """
    type_call, python_call = dispatcher.get_call_template, dispatcher._compile_for_args
    second_look = threading.local()

    def compile_once() -> None:
        with _LOCK:
            if not dispatcher.overloads:
                dispatcher.compile(_signature(signature))
                dispatcher.disable_compile()

    def get_call_template(*arguments: Any) -> Any:
        compile_once()
        return type_call(*arguments)

    def compile_for_args(*arguments: Any, **named: Any) -> Any:
        if dispatcher._can_compile:
            compile_once()
            return next(iter(dispatcher.overloads.values())).entry_point
        if getattr(second_look, "is_on", False):
            return python_call(*arguments, **named)  # an error that says which types do not fit
        # numba found nothing to call, but another thread may have compiled since it looked
        second_look.is_on = True
        try:
            found = dispatcher(*arguments, **named)
        finally:
            second_look.is_on = False
        return lambda *_, **__: found

    dispatcher.get_call_template = get_call_template
    dispatcher._compile_for_args = compile_for_args
    return dispatcher


def jit(signature: str) -> Callable[[Any], Any]:
    """Compile a function that Python calls too (rules, entry points).

    Threads that may be the first to call it must give exactly these types: numba refuses a type that has to be
    converted (an enumeration for a whole number) while another thread compiles. No reference counting
    (`_nrt=False`): an allocation in the compiled loop is a compile error, not a slow-down.
    """

    def decorate(function: Any) -> Any:
        if INTERPRET and function.__module__.startswith(_ENGINE):
            return function
        return _lazily(numba.njit(function, **_ENTRY), signature)

    return decorate


def inner(signature: str) -> Callable[[Any], Any]:
    """Compile a function that only compiled code calls: no Python wrapper, and no cache of its own."""
    return lambda function: function if INTERPRET else _lazily(numba.njit(function, **_INNER), signature)
