"""Answers lines of JSON with decompositions by numpy.linalg (bench/process.ts)."""
import json
import os
import re
import sys
import time

import numpy as np
import numpy.linalg  # noqa: F401  loads the library below


def libraries():
    """The BLAS and LAPACK in this process, in words, and whether they are the reference ones."""
    try:
        from threadpoolctl import threadpool_info
        found = [f"{i['internal_api']} {i.get('version') or ''}".strip() for i in threadpool_info() if i["user_api"] == "blas"]
        if found:
            return ", ".join(found), False
    except ImportError:
        pass
    try:
        with open("/proc/self/maps") as maps:
            files = {os.path.realpath(line.split()[-1]) for line in maps if re.search(r"blas|lapack|mkl_|blis|Accelerate", line)}
        names = sorted({os.path.basename(f) for f in files if "_umath_linalg" not in f and "lapack_lite" not in f})
        known = next((k for k in ("openblas", "mkl", "blis", "atlas") if any(k in f.lower() for f in files)), None)
        if known:
            return f"{known} ({', '.join(names)})", False
        if names or not files:
            return f"reference BLAS ({', '.join(names) or 'built into numpy'})", True
    except OSError:
        pass
    try:
        blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
        name = f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip()
        return name, name.startswith(("blas", "lapack", "none", "unknown"))
    except Exception:
        return "an unknown BLAS", False


matrix = kind = None
name, reference = libraries()
threads = int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count())
print(f"numpy {np.__version__} uses {name}", file=sys.stderr)


def decompose():
    if kind == "eigh":
        return np.linalg.eigh(matrix)[0]
    u, values, vt = np.linalg.svd(matrix, full_matrices=False)
    if kind == "polar":
        u @ vt
    return values[::-1]


def solve(times):
    start = time.perf_counter()
    for _ in range(times):
        values = decompose()
    return values, time.perf_counter() - start


for line in sys.stdin:
    try:
        question = json.loads(line)
        if "work" in question:
            work = question["work"]
            kind = work["kind"]
            matrix = np.fromfile(work["file"], dtype=np.float64).reshape(work["m"], work["n"])
            values, seconds = solve(1)
            answer = {"name": f"numpy {np.__version__}, {name.split(' (')[0]}, {threads} thread{'s' if threads > 1 else ''}", "check": [values[0], values[len(values) // 2], values[-1]], "seconds": seconds}
            if reference:
                answer["noRatio"] = "reference BLAS"
        else:
            answer = {"seconds": solve(question["run"])[1]}
        print(json.dumps({"ok": answer}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)}), flush=True)
