# Makes resnet20Spectra.json: python3 resnet20_spectra.py resnet20-cifar10-akamaster.safetensors > resnet20Spectra.json
# numpy + scipy only; WᵀW/n of every 2-D and 4-D weight, rows = neurons.
import json, struct, sys, numpy as np
from scipy import integrate, stats
def tensors(path):
    raw = open(path, 'rb').read(); n = struct.unpack('<Q', raw[:8])[0]; head = json.loads(raw[8:8 + n])
    for name, t in head.items():
        if name != '__metadata__' and t['dtype'] == 'F32': a, b = t['data_offsets']; yield name, np.frombuffer(raw[8 + n + a:8 + n + b], '<f4').reshape(t['shape'])
def tail(x):
    x = np.sort(x[x > 0]); best = None
    for xm in np.unique(x)[:-1]:
        t = x[x >= xm]; alpha = 1 + len(t) / np.log(t / xm).sum(); ks = stats.kstest(t, lambda v: 1 - (v / xm) ** (1 - alpha)).statistic
        if best is None or ks < best[2]: best = (alpha, xm, ks)
    return best
def trimmed(e, q):
    kept = e
    while True:
        v = kept.mean() / max(1, q); up = v * (1 + q ** .5) ** 2; inside = kept[kept <= up]
        if len(inside) == len(kept): return v, up, int((e > up).sum()), int((e < v * (1 - q ** .5) ** 2).sum())
        kept = inside
def bulk_distance(e, q, v, up):
    # Kolmogorov-Smirnov distance of the eigenvalues inside to the law, integrated over the angle of x = a - b cos(t), where no end is singular.
    a, b, lo = v * (1 + q), 2 * v * q ** .5, v * (1 - q ** .5) ** 2; inside = np.sort(e[(e >= lo) & (e <= up)]); k = len(inside)
    density = lambda t: b * b * np.sin(t) ** 2 / (2 * np.pi * v * min(1, q) * (a - b * np.cos(t)))
    c = [integrate.quad(density, 0, np.arccos(np.clip((a - x) / b, -1, 1)), epsabs=1e-13, epsrel=1e-12, limit=400)[0] for x in inside]
    return max(max((i + 1) / k - p, p - i / k) for i, p in enumerate(c)) if k else 0.
def head(e):
    to = min(40, len(e) // 3); r = np.arange(1, to + 1); keep = e[:to] > 0
    if keep.sum() < 4: return None
    slope = stats.linregress(r[keep], np.log(e[:to][keep])).slope; return float(-1 / slope) if slope < 0 else None
out = []
for name, w in tensors(sys.argv[1]):
    if w.ndim not in (2, 4): continue
    m = w.reshape(len(w), -1).astype(float); n, d = m.shape
    e = np.linalg.svd(m, compute_uv=False) ** 2 / n; v, up, above, below = trimmed(e, d / n); a, xm, ks = tail(e)
    out.append(dict(name=name, n=n, d=d, top=[float(x) for x in e[:5]], last=float(e[-1]), sum=float(e.sum()), entryVariance=float((m ** 2).mean()), variance=float(v), upper=float(up), above=above, below=below, participationRatio=float(e.sum() ** 2 / (e ** 2).sum()), alpha=float(a), xmin=float(xm), ks=float(ks), bulkKs=float(bulk_distance(e, d / n, v, up)), scale=head(e), stableRank=float(e.sum() / e[0]),
        entropy=float(stats.entropy(e) / np.log(len(e))), frobeniusNorm=float(np.linalg.norm(m)), spectralNorm=float(np.linalg.norm(m, 2))))
print('[\n' + ',\n'.join(map(json.dumps, out)) + '\n]')
