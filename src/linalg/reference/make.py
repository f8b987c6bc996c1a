"""Writes symmetric.json, rectangular.json and blocked.json: matrices with eigenvalues and singular values by LAPACK (numpy.linalg).

Run in this folder: python3 make.py (numpy 2; Debian: python3-numpy). Matrices are row-major, in float64 with all digits.
Cases with a "formula" hold no matrix: both sides build it from integers (see `formulas`, and cases.ts).
"polar" is (U·Vᵀ)·(cos 0, cos 1, …). "clusters" are half-open ranges of ranks whose vectors are to be compared as subspaces only.
"""
import json
import numpy as np

rng = np.random.default_rng(2024)


def orthonormal(m, k):
    return np.linalg.qr(rng.standard_normal((m, k)))[0]


def spectrum(values, m, n):
    return orthonormal(m, len(values)) @ np.diag(values) @ orthonormal(n, len(values)).T


def symmetric(values):
    q = orthonormal(len(values), len(values))
    a = q @ np.diag(values) @ q.T
    return (a + a.T) / 2


def grid(f, m, n):
    return np.array([[f(i, j) for j in range(n)] for i in range(m)], dtype=float)


formulas = {
    # Residues of polynomials modulo a prime: exact, and close to random.
    "symmetric": lambda i, j: ((i + j) * 613 + i * j * 31 + i * i * j * j * 7) % 1009 - 504,
    "general": lambda i, j: (i * 613 + j * 787 + i * j * 31 + i * i * j * 7) % 1009 - 504,
    # The same with columns (rows) that shrink by powers of two: exact, condition about 1e6, 1e12 and 1e17.
    "graded20": lambda i, j: formulas["general"](i, j) * 2.0 ** -(j // 5),
    "graded40": lambda i, j: formulas["general"](i, j) * 2.0 ** -(2 * j // 5),
    "graded60": lambda i, j: formulas["general"](i, j) * 2.0 ** -(3 * i // 5),
    # At most 15 different rows.
    "rank15": lambda i, j: ((i % 15) * 613 + j * 787 + (i % 15) * j * 31 + (i % 15) ** 2 * j * 7) % 1009 - 504,
}

clustered = np.concatenate([3 + 1e-11 * np.arange(4), 2 + 1e-9 * np.arange(5), np.full(3, 1.0), [0.5, 0.25]])
clustered_ranges = [[0, 4], [4, 9], [9, 12], [12, 13], [13, 14]]
clustered_descending = np.concatenate([clustered[:4][::-1], clustered[4:9][::-1], clustered[9:]])
grades = 10.0 ** -np.linspace(0, 12, 16)
half_grades = np.sqrt(grades)
core = symmetric(np.linspace(1, 3, 16))
factor = rng.standard_normal((30, 7))
full = rng.standard_normal((24, 24))

symmetric_cases = [
    dict(name="full rank, indefinite", matrix=full + full.T),
    dict(name="rank 7 of 30", matrix=factor @ factor.T),
    dict(name="clustered", matrix=symmetric(clustered_descending), clusters=clustered_ranges),
    dict(name="badly scaled, falling", matrix=half_grades[:, None] * core * half_grades),
    dict(name="badly scaled, rising", matrix=half_grades[::-1, None] * core * half_grades[::-1]),
    dict(name="condition 1e9", matrix=symmetric(np.logspace(0, -9, 20))),
    dict(name="tiny entries", matrix=1e-200 * (full + full.T)[:8, :8]),
    dict(name="huge entries", matrix=1e200 * (full + full.T)[:8, :8]),
    dict(name="residues, 160", formula="symmetric", rows=160, columns=160),
]

deficient = rng.standard_normal((25, 5)) @ rng.standard_normal((5, 16))
rectangular_cases = [
    dict(name="full rank, tall", matrix=full[:, :11]),
    dict(name="full rank, wide", matrix=full[:11]),
    dict(name="full rank, square", matrix=full),
    dict(name="one row", matrix=full[:1, :9]),
    dict(name="one column", matrix=full[:9, :1]),
    dict(name="rank 5, tall", matrix=deficient),
    dict(name="rank 5, wide", matrix=deficient.T),
    dict(name="clustered", matrix=spectrum(clustered_descending, 20, 14), clusters=clustered_ranges),
    dict(name="condition 1e9, square", matrix=spectrum(np.logspace(0, -9, 20), 20, 20)),
    dict(name="condition 1e9, tall", matrix=spectrum(np.logspace(0, -9, 20), 30, 20)),
    dict(name="condition 1e9, wide", matrix=spectrum(np.logspace(0, -9, 20), 20, 30)),
    dict(name="badly scaled rows, falling", matrix=grades[:, None] * full[:16, :10]),
    dict(name="badly scaled rows, rising", matrix=grades[::-1, None] * full[:16, :16]),
    dict(name="badly scaled columns", matrix=full[:16, :16] * grades),
    dict(name="tiny entries", matrix=1e-200 * full[:8, :5]),
    dict(name="huge entries", matrix=1e200 * full[:5, :8]),
    dict(name="residues, 120 × 200", formula="general", rows=120, columns=200),
    dict(name="residues, 200 × 120", formula="general", rows=200, columns=120),
    dict(name="residues, rank 15 of 100", formula="rank15", rows=130, columns=100),
]

blocked_cases = [
    dict(name="square, 257", formula="general", rows=257, columns=257),
    dict(name="tall, 2000 × 64", formula="general", rows=2000, columns=64),
    dict(name="wide, 65 × 700", formula="general", rows=65, columns=700),
    dict(name="one more than a block, 129 × 130", formula="general", rows=129, columns=130),
    dict(name="columns shrink by 2^20", formula="graded20", rows=100, columns=100),
    dict(name="columns shrink by 2^40", formula="graded40", rows=140, columns=100),
    dict(name="rows shrink by 2^60", formula="graded60", rows=100, columns=100),
    dict(name="rank 15", formula="rank15", rows=150, columns=150),
]


def write(path, cases, decompose):
    out = []
    for case in cases:
        a = grid(formulas[case["formula"]], case["rows"], case["columns"]) if "formula" in case else case["matrix"]
        entry = {k: v for k, v in case.items() if k != "matrix"}
        entry["rows"], entry["columns"] = a.shape
        if "formula" not in case:
            entry["matrix"] = a.ravel().tolist()
        entry.update(decompose(a, "clusters" in case))
        out.append(entry)
    with open(path, "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in out) + "\n]\n")


def eigen(a, vectors):
    values, columns = np.linalg.eigh(a)
    out = dict(values=values[::-1].tolist())
    if vectors:
        out["vectors"] = columns.T[::-1].ravel().tolist()  # row r = eigenvector r
    return out


def singular(a, vectors):
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    out = dict(values=s.tolist())
    if vectors:
        out["u"], out["vt"] = u.ravel().tolist(), vt.ravel().tolist()
    return out


def polar(a, vectors):
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return dict(values=s.tolist(), polar=(u @ (vt @ np.cos(np.arange(a.shape[1])))).tolist())


write("symmetric.json", symmetric_cases, eigen)
write("rectangular.json", rectangular_cases, singular)
write("blocked.json", blocked_cases, polar)
