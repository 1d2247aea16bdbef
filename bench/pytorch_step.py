"""The training step of bench/networks.ts in PyTorch, eager: median milliseconds, as JSON.

python3 bench/pytorch_step.py pku|danielmamay THREADS
"""
import json
import math
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, WIDTH, HEADS, LAYERS = 512, 128, 4, 2
WARM_UP, STEPS = 5, 30


class Block(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.projection = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.output = nn.Linear(WIDTH, WIDTH, bias=False)
        self.attention_norm = nn.LayerNorm(WIDTH)
        self.feed_forward = nn.Sequential(
            nn.Linear(WIDTH, 4 * WIDTH, bias=False),
            nn.ReLU(),
            nn.Linear(4 * WIDTH, WIDTH, bias=False),
            nn.Dropout(dropout),
        )
        self.feed_forward_norm = nn.LayerNorm(WIDTH)

    def forward(self, x, mask):
        rows, positions, _ = x.shape
        heads = self.projection(x).view(rows, positions, 3, HEADS, WIDTH // HEADS)
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + mask
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(rows, positions, WIDTH)
        x = self.attention_norm(x + self.output(mixed))
        return self.feed_forward_norm(x + self.feed_forward(x))


class Transformer(nn.Module):
    def __init__(self, vocabulary, positions, dropout, mean):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WIDTH)
        places = torch.randn(positions, WIDTH)
        if mean:
            self.register_buffer("positions", places)  # sinusoids in the network, not learned
        else:
            self.positions = nn.Parameter(places)
        self.blocks = nn.ModuleList(Block(dropout) for _ in range(LAYERS))
        self.output = nn.Linear(WIDTH, vocabulary, bias=False)
        self.register_buffer("mask", torch.full((positions, positions), -1e10).triu(1))
        self.mean = mean

    def forward(self, tokens):
        x = self.embedding(tokens) + self.positions
        for block in self.blocks:
            x = block(x, self.mask)
        return self.output(x.mean(1) if self.mean else x[:, -1])


def main(network, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    pku = network == "pku"
    vocabulary, positions = (239, 2) if pku else (99, 4)
    model = Transformer(vocabulary, positions, 0.1 if pku else 0.0, mean=pku)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=0.1)
    times = []
    for _ in range(WARM_UP + STEPS):
        tokens = torch.randint(vocabulary, (BATCH, positions))
        targets = torch.randint(vocabulary, (BATCH,))
        start = time.perf_counter()
        optimizer.zero_grad()
        F.cross_entropy(model(tokens), targets).backward()
        optimizer.step()
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"median": statistics.median(times[WARM_UP:]), "version": torch.__version__}))


main(sys.argv[1], int(sys.argv[2]))
