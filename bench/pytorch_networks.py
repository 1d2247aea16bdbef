"""The networks of the published codes in PyTorch, of the settings that bench/networks.ts has.

Each tells by ours() which of its weights is which of ours: a matrix of ours is [from, to], the
transpose of one of torch.nn.Linear. prepare() makes once what a step takes rows of.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F


def linear(name, layer):
    yield f"{name}.weight", layer.weight.T
    if layer.bias is not None:
        yield f"{name}.bias", layer.bias


def norm(name, layer):
    yield f"{name}.gain", layer.weight
    yield f"{name}.bias", layer.bias


class Block(nn.Module):
    def __init__(self, settings):
        super().__init__()
        self.width, self.heads = width, _ = settings["width"], settings["heads"]
        hidden = settings["feedForwardWidth"]
        self.projection = nn.Linear(width, 3 * width, bias=False)
        self.output = nn.Linear(width, width, bias=False)
        self.attention_norm = nn.LayerNorm(width)
        self.feed_forward = nn.Sequential(
            nn.Linear(width, hidden, bias=False),
            nn.ReLU(),
            nn.Linear(hidden, width, bias=False),
            nn.Dropout(settings["dropout"]),
        )
        self.feed_forward_norm = nn.LayerNorm(width)

    def forward(self, x, mask):
        rows, positions, width = x.shape
        heads = self.projection(x).view(rows, positions, 3, self.heads, width // self.heads)
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) / math.sqrt(width // self.heads) + mask
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(rows, positions, width)
        x = self.attention_norm(x + self.output(mixed))
        return self.feed_forward_norm(x + self.feed_forward(x))

    def ours(self, block):
        parts = self.projection.weight.split(self.width)
        for name, part in zip(["query", "key", "value"], parts):
            yield f"{block}.attention.{name}", part.T
        yield f"{block}.attention.output", self.output.weight.T
        yield from norm(f"{block}.attention.norm", self.attention_norm)
        yield f"{block}.feedForward.input", self.feed_forward[0].weight.T
        yield f"{block}.feedForward.output", self.feed_forward[2].weight.T
        yield from norm(f"{block}.feedForward.norm", self.feed_forward_norm)


def sinusoids(positions, width):
    place = torch.arange(positions)[:, None]
    column = torch.arange(width)
    angle = place / 10000 ** ((column - column % 2) / width)
    return torch.where(column % 2 == 0, angle.sin(), angle.cos())


class Transformer(nn.Module):
    def __init__(self, settings, data):
        super().__init__()
        positions, width = data["input"]["positions"], settings["width"]
        self.embedding = nn.Embedding(data["input"]["vocabulary"], width)
        self.learned = settings["positions"] == "learned"
        if self.learned:
            self.positions = nn.Parameter(torch.randn(positions, width))
        else:
            self.register_buffer("positions", sinusoids(positions, width))
        self.blocks = nn.ModuleList(Block(settings) for _ in range(settings["layers"]))
        self.output = nn.Linear(width, data["output"]["classes"], bias=False)
        self.register_buffer("mask", torch.full((positions, positions), -1e10).triu(1))
        self.mean = settings["readout"] == "mean"

    def prepare(self, tokens):
        return tokens.long()

    def forward(self, tokens):
        x = self.embedding(tokens) + self.positions
        for block in self.blocks:
            x = block(x, self.mask)
        return self.output(x.mean(1) if self.mean else x[:, -1])

    def ours(self):
        yield "embedding.weight", self.embedding.weight
        if self.learned:
            yield "positions.weight", self.positions
        for index, block in enumerate(self.blocks):
            yield from block.ours(f"blocks.{index}")
        yield "output.weight", self.output.weight.T


class Lstm(nn.Module):
    """One-hots are made beforehand, where the published code makes them in each step."""

    def __init__(self, settings, data):
        super().__init__()
        self.vocabulary, width = data["input"]["vocabulary"], settings["width"]
        self.lstm = nn.LSTM(
            self.vocabulary, width, settings["layers"], batch_first=True, dropout=settings["dropout"]
        )
        self.output = nn.Linear(width, data["output"]["classes"])

    def prepare(self, tokens):
        return F.one_hot(tokens.long(), self.vocabulary).float()

    def forward(self, rows):
        return self.output(self.lstm(rows)[0][:, -1])

    def ours(self):
        for layer in range(self.lstm.num_layers):
            name = f"layers.{layer}"
            yield f"{name}.input", getattr(self.lstm, f"weight_ih_l{layer}").T
            yield f"{name}.state", getattr(self.lstm, f"weight_hh_l{layer}").T
            yield f"{name}.inputBias", getattr(self.lstm, f"bias_ih_l{layer}")
            yield f"{name}.stateBias", getattr(self.lstm, f"bias_hh_l{layer}")
        yield from linear("output", self.output)


class Table(nn.Module):
    """A layer on the one-hots of all tokens of a row: a sum of rows of a table, which is the same
    without its zeros. The published codes have a dense layer there, at several times the cost."""

    def __init__(self, inputs, width, bias):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(inputs, width))
        self.bias = nn.Parameter(torch.empty(width)) if bias else None

    def forward(self, rows):
        sums = F.embedding_bag(rows, self.weight, mode="sum")
        return sums if self.bias is None else sums + self.bias


class Dense(nn.Module):
    """Layers on whole rows, the first by a table where they are tokens."""

    def __init__(self, data, widths, bias):
        super().__init__()
        self.data, tokens = data["input"], data["input"]["kind"] == "tokens"
        inputs = self.data["positions"] * self.data["vocabulary"] if tokens else math.prod(self.data["shape"])
        widths = [inputs, *widths, data["output"]["classes"]]
        kinds = [Table if tokens else nn.Linear] + [nn.Linear] * (len(widths) - 2)
        pairs = zip(widths, widths[1:])
        self.layers = nn.ModuleList(kind(*pair, bias=bias) for kind, pair in zip(kinds, pairs))

    def prepare(self, rows):
        if self.data["kind"] == "tokens":
            return rows.long() + self.data["vocabulary"] * torch.arange(self.data["positions"])
        return rows.flatten(1)

    def ours(self, names):
        for name, layer in zip(names, self.layers):
            if isinstance(layer, Table):
                yield f"{name}.weight", layer.weight
                if layer.bias is not None:
                    yield f"{name}.bias", layer.bias
            else:
                yield from linear(name, layer)


class Mlp(Dense):
    def __init__(self, settings, data):
        super().__init__(data, settings["hiddenWidths"] * settings.get("hiddenLayers", 1), bias=True)
        self.dropout = settings["dropout"]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
            if self.dropout > 0:
                x = F.dropout(x, self.dropout, self.training)
        return self.layers[-1](x)

    def ours(self):
        return super().ours(f"layers.{index}" for index in range(len(self.layers)))


class QuadraticMlp(Dense):
    def __init__(self, settings, data):
        super().__init__(data, [settings["width"]], bias=False)

    def forward(self, x):
        hidden, output = self.layers
        return output(hidden(x).square())

    def ours(self):
        return super().ours(["hidden", "output"])


KINDS = {"transformer": Transformer, "lstm": Lstm, "mlp": Mlp, "quadraticMlp": QuadraticMlp}


def build(settings, data):
    return KINDS[settings["kind"]](settings, data)
