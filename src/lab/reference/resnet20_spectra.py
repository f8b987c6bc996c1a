# Makes resnet20Spectra.json: python3 resnet20_spectra.py resnet20-cifar10-akamaster.safetensors > resnet20Spectra.json
# numpy + scipy only; WᵀW/n of every 2-D and 4-D weight, rows = neurons.
import json, struct, sys, numpy as np
from scipy import stats
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
out = []
for name, w in tensors(sys.argv[1]):
    if w.ndim not in (2, 4): continue
    m = w.reshape(len(w), -1).astype(float); n, d = m.shape
    e = np.linalg.svd(m, compute_uv=False) ** 2 / n; v, up, above, below = trimmed(e, d / n); a, xm, ks = tail(e)
    out.append(dict(name=name, n=n, d=d, top=[float(x) for x in e[:5]], last=float(e[-1]), sum=float(e.sum()), entryVariance=float((m ** 2).mean()), variance=float(v), upper=float(up), above=above, below=below, participationRatio=float(e.sum() ** 2 / (e ** 2).sum()), alpha=float(a), xmin=float(xm), ks=float(ks)))
print(json.dumps(out))
