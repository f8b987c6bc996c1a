"""Answers lines of JSON with training steps of the CNN in PyTorch on the CPU (bench/process.ts)."""
import json
import os
import sys
import time

import numpy as np
import torch
from torch import nn

torch.set_num_threads(os.cpu_count())


def make(batch, file):
    model = nn.Sequential(
        nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.ReLU(), nn.BatchNorm2d(16, affine=False),
        nn.Conv2d(16, 32, 3, 2, 1, bias=False), nn.ReLU(), nn.BatchNorm2d(32, affine=False),
        nn.Conv2d(32, 64, 3, 2, 1, bias=False), nn.ReLU(), nn.BatchNorm2d(64, affine=False),
        nn.Flatten(), nn.Linear(64 * 8 * 8, 10, bias=False),
    )
    values = torch.from_numpy(np.fromfile(file, dtype=np.float32))
    at = 0

    def take(*shape):
        nonlocal at
        length = int(np.prod(shape))
        at += length
        return values[at - length:at].reshape(shape)

    x = take(batch, 32, 32, 3).permute(0, 3, 1, 2).contiguous()
    y = take(batch).long()
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(take(*weight.shape))
    optimiser = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)

    def step():
        optimiser.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimiser.step()
        return loss

    return step


def timed(times):
    start = time.perf_counter()
    losses = [step() for _ in range(times)]
    return [float(loss.detach()) for loss in losses], time.perf_counter() - start


step = None
for line in sys.stdin:
    try:
        question = json.loads(line)
        if "work" in question:
            work = question["work"]
            step = make(work["batch"], work["file"])
            check = [timed(1) for _ in range(3)]
            threads = torch.get_num_threads()
            answer = {"name": f"PyTorch {torch.__version__}, {threads} thread{'s' if threads > 1 else ''}",
                      "check": [losses[0] for losses, _ in check], "seconds": check[-1][1]}
        else:
            answer = {"seconds": timed(question["run"])[1]}
        print(json.dumps({"ok": answer}), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)}), flush=True)
