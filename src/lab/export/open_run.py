"""Opens everything of a Rainbow Lab run. Needs numpy only.

    python open_run.py          says what is there
    from open_run import run    gives it to a script that lies beside this file

run["events"]         the log of the run, a list of dicts; the first names the networks and their layers
run["spec"]           the experiment
run["spectra"]        "net/epochs" and "net/L1/weight", "net/L1/activation": eigenvalues, one row an epoch
run["weights"]        net -> {"L1.weight", "L1.running_mean", ..., "classifier.weight"}
run["redrawn"]        the same of one network drawn from the covariances
run["covariances"]    "net/L1": C = W^T W / n, inputs x inputs
run["alignments"]     "net/L2": what turned the inputs of the redrawn network, channels x its channels
                      (what the run was saved without is absent)

With PyTorch:  model.load_state_dict({name: torch.from_numpy(w) for name, w in run["weights"][net].items()})
"""

import gzip
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
DTYPES = {"F32": "<f4", "F64": "<f8"}


def open_safetensors(path):
    data = Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data[start + t["data_offsets"][0] : start + t["data_offsets"][1]], DTYPES[t["dtype"]]).reshape(t["shape"]).copy()
        for name, t in header.items()
    }


def open_run(folder=HERE):
    folder = Path(folder)
    events = json.loads(gzip.decompress((folder / "run.rainbow.json.gz").read_bytes()))["events"]
    found = {"events": events, "spec": json.loads((folder / "spec.json").read_text(encoding="utf-8"))}
    for name in ("spectra", "covariances", "alignments"):
        if (folder / f"{name}.npz").exists():
            found[name] = dict(np.load(folder / f"{name}.npz"))
    if (folder / "weights").is_dir():
        found["weights"] = {path.stem: open_safetensors(path) for path in sorted((folder / "weights").iterdir())}
    elif (folder / "weights.safetensors").exists():
        found["weights"] = {events[0]["nets"][0]["id"]: open_safetensors(folder / "weights.safetensors")}
    if (folder / "redrawn.safetensors").exists():
        found["redrawn"] = open_safetensors(folder / "redrawn.safetensors")
    return found


run = open_run()

if __name__ == "__main__":
    started = run["events"][0]
    print(f"{started['dataset']['name']}, seed {run['spec']['seed']}, commit {started['commit']}, {len(run['events'])} events")
    for net in started["nets"]:
        print(f"network {net['id']}, {net['label']}:", ", ".join(f"{layer['name']} {layer['neurons']} x {layer['inputs']}" for layer in net["layers"]))
    for net, weights in run.get("weights", {}).items():
        for name, w in weights.items():
            print(f"weights {net} {name} {w.shape}")
    for kind in ("spectra", "covariances", "alignments"):
        for name, values in run.get(kind, {}).items():
            print(kind, name, values.shape)
