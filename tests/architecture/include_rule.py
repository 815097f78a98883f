#!/usr/bin/env python3
"""Who may include whom: include_rule.py [ROOT]. One line per violation; exit status 1 if there is one."""

import re
import sys
from pathlib import Path
from typing import Iterator, Optional

from sources import Include, cpp_files, includes

# A folder of core/ and the other folders it may include. A file belongs to the longest path that holds it.
COMMON = {"model", "support"}
LAYERS = {
    "support": set(),
    "model": {"support"},
    "graph": {"support"},
    "yaml": COMMON,
    "spec": COMMON | {"yaml"},
    "event": COMMON,
    "target": COMMON,
    "state": COMMON,
    "http": COMMON,
    "kube": COMMON | {"http", "yaml"},
    "plugin": COMMON | {"target"},
    "target/local": COMMON | {"target", "http"},
    "target/kubernetes": COMMON | {"target", "kube"},
    "state/sqlite": COMMON | {"state"},
    "state/cluster": COMMON | {"state", "kube"},
    "compile": COMMON | {"spec", "yaml", "graph", "plugin", "target"},
    "plan": COMMON | {"graph", "state", "target"},
    "apply": COMMON | {"plan", "graph", "state", "target", "event"},
    "serve": COMMON | {"spec", "yaml", "compile", "plan", "apply", "state", "target", "event", "http"},
}
LAYERS["cli"] = set(LAYERS)
LAYERS["sdk"] = set()

# The only layers that may include a library: it is wrapped there, and its exceptions stop there.
HOMES = [
    (r"yaml-cpp/", {"yaml"}),
    (r"valijson/", {"spec"}),
    (r"boost/dll", {"plugin"}),
    (r"boost/", {"graph"}),
    (r"httplib\.h$", {"http"}),
    (r"sqlite3\.h$|SQLiteCpp/", {"state/sqlite"}),
    (r"zlib\.h$", {"state"}),
    (r"simdjson\.h$", {"model"}),
    (r"CLI/", {"cli"}),
    (r"mimalloc\.h$", {"support"}),
    (r"openssl/", {"support", "http"}),
]
ANYWHERE = re.compile(r"nlohmann/|fmt/")
STANDARD = re.compile(r"[a-z_0-9]+$")
POSIX = re.compile(
    r"(sys|arpa|net|netinet|linux)/[a-z_0-9]+\.h$"
    r"|(dirent|dlfcn|elf|errno|fcntl|grp|netdb|poll|pthread|pty|pwd|sched|signal|spawn|stddef|stdint|termios|time|unistd)\.h$"
)
C_HEADERS = re.compile(r"std(def|int|bool|arg)\.h$")

SDK_C_HEADER = re.compile(r"trimtab/[a-z_0-9]+\.h$")


def layer_of(path_in_core: str) -> Optional[str]:
    fitting = [layer for layer in LAYERS if path_in_core.startswith(layer + "/")]
    return max(fitting, key=len, default=None)


def core_violation(layer: str, include: Include) -> Optional[str]:
    if include.quoted:
        return quoted_violation(layer, include.name)
    if include.name.startswith("trimtab/"):
        return public_header_violation(layer, include.name)
    for pattern, homes in HOMES:
        if re.match(pattern, include.name):
            return None if layer in homes else f"its home is {', '.join(sorted(homes))}, not {layer}"
    known = ANYWHERE.match(include.name) or STANDARD.match(include.name) or POSIX.match(include.name)
    return None if known else "no layer is the home of this library"


def quoted_violation(layer: str, name: str) -> Optional[str]:
    if not name.startswith("core/"):
        return 'written from the repository root: "core/<layer>/..."'
    wanted = layer_of(name.removeprefix("core/"))
    if wanted is None:
        return "not in a layer of core/"
    if wanted == layer or wanted in LAYERS[layer]:
        return None
    return f"{layer} may not include {wanted}"


def public_header_violation(layer: str, name: str) -> Optional[str]:
    if layer == "sdk":
        return None
    if not SDK_C_HEADER.match(name):
        return "no engine layer includes the C++ SDK"
    return None if layer == "plugin" else f"only plugin includes the public C header, not {layer}"


def plugin_violation(root: Path, include: Include) -> Optional[str]:
    own = Path("/".join(include.file.split("/")[:2]))  # plugins/<name>
    if include.quoted:
        beside = (root / include.file).parent / include.name
        for candidate in (beside, root / own / include.name, root / include.name):
            if candidate.is_file() and (root / own).resolve() in candidate.resolve().parents:
                return None
        return f"a plugin includes <trimtab/...>, the standard library, nlohmann and files under {own}"
    allowed = include.name.startswith(("trimtab/", "nlohmann/"))
    if allowed or STANDARD.match(include.name) or C_HEADERS.match(include.name):
        return None
    return "a plugin includes <trimtab/...>, the standard library and nlohmann only"


def violations(root: Path) -> Iterator[str]:
    for file in cpp_files(root, "core"):
        layer = layer_of(file.removeprefix("core/"))
        if layer is None:
            yield f"{file}:1: no layer holds this file"
            continue
        for include in includes(root, file):
            yield from described(include, core_violation(layer, include))
    for file in cpp_files(root, "plugins"):
        for include in includes(root, file):
            yield from described(include, plugin_violation(root, include))


def described(include: Include, why: Optional[str]) -> Iterator[str]:
    if why:
        name = f'"{include.name}"' if include.quoted else f"<{include.name}>"
        yield f"{include.file}:{include.line}: {name}: {why}"


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = list(violations(root))
    print("\n".join(found) if found else "every include keeps to the layers")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
