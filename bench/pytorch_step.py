"""The networks of bench/networks.ts in PyTorch, eager, trained and timed on request.

python3 bench/pytorch_step.py THREADS

Requests and answers are lines of JSON, the first answer being the version of PyTorch:

{"settings": ..., "file": ...}  builds a network, gives it the weights, examples and batches of a
                                safetensors file, and answers with its number of parameters
{"steps": n}                    trains n steps; answers with milliseconds a step and all losses

With {"passRows": r, "batch": b, "evaluateEvery": e} beside "steps", batches are those of passes
over r rows in an order drawn for each, and all rows are evaluated each e steps.
"""
import json
import sys
import time

import torch
from torch.nn import functional as F

from pytorch_networks import build
from tensor_file import entries

EVALUATION_ROWS = 2048


def read_tensors(path):
    kinds = {"F32": torch.float32, "I32": torch.int32}
    return {
        name: torch.frombuffer(data, dtype=kinds[kind]).reshape(shape)
        for name, kind, shape, data in entries(path)
    }


def make_optimizer(model, settings):
    rate, decay = settings["learningRate"], settings["weightDecay"]
    if settings["kind"] == "sgd":
        momentum, nesterov = settings["momentum"], settings["nesterov"]
        return torch.optim.SGD(model.parameters(), rate, momentum, weight_decay=decay, nesterov=nesterov)
    betas = (settings["beta1"], settings["beta2"])
    return torch.optim.AdamW(model.parameters(), rate, betas, settings["epsilon"], decay)


class Trainer:
    def __init__(self, settings, tensors):
        self.model = build(settings["model"], settings["data"])
        with torch.no_grad():
            for name, weight in self.model.ours():
                weight.copy_(tensors[name])
        self.optimizer = make_optimizer(self.model, settings["optimizer"])
        self.inputs = self.model.prepare(tensors["data.inputs"])
        self.targets = tensors["data.targets"][:, 0].long()
        if settings["objective"]["kind"] == "crossEntropy":
            self.objective = F.cross_entropy
        else:
            self.targets = F.one_hot(self.targets, settings["data"]["output"]["classes"]).float()
            self.objective = F.mse_loss
        self.batches = list(tensors["step.batch"].long())

    def step(self, rows):
        self.optimizer.zero_grad()
        loss = self.objective(self.model(self.inputs[rows]), self.targets[rows])
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    @torch.no_grad()
    def evaluate(self):
        self.model.eval()
        for rows in torch.arange(len(self.inputs)).split(EVALUATION_ROWS):
            self.objective(self.model(self.inputs[rows]), self.targets[rows])
        self.model.train()

    def run(self, steps, batches, evaluate_every):
        losses = []
        start = time.perf_counter()
        for step in range(1, steps + 1):
            losses.append(self.step(next(batches)))
            if step % evaluate_every == 0:
                self.evaluate()
        milliseconds = 1000 * (time.perf_counter() - start) / steps
        return {"milliseconds": milliseconds, "losses": [loss.item() for loss in losses]}


def repeat(batches):
    while True:
        yield from batches


def passes(rows, batch):
    while True:
        yield from torch.randperm(rows).split(batch)


def answer(trainer, request):
    if "passRows" in request:
        batches = passes(request["passRows"], request["batch"])
    else:
        batches = repeat(trainer.batches)
    return trainer.run(request["steps"], batches, request.get("evaluateEvery", request["steps"] + 1))


def say(words):
    print(json.dumps(words), flush=True)


def main(threads):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    say({"version": torch.__version__})
    trainer = None
    for line in sys.stdin:
        request = json.loads(line)
        if "settings" in request:
            trainer = Trainer(request["settings"], read_tensors(request["file"]))
            say({"parameters": sum(each.numel() for each in trainer.model.parameters())})
        else:
            say(answer(trainer, request))


main(int(sys.argv[1]))
