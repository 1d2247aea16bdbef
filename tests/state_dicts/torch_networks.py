"""The networks of the published codes in numpy, on weights with their names and layouts.

Reads a safetensors file and rows of tokens (JSON on stdin: {"names", "file", "rows", "answers"}),
and prints the logits of each answer. torch.nn.Linear is x @ W.T; nothing here is ours.
"""
import json
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))
from tensor_file import entries


def load(path):
    return {
        name: np.frombuffer(data, dtype="<f4").astype(np.float64).reshape(shape)
        for name, _, shape, data in entries(path)
    }


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def layer_norm(x, w, name):
    mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-5) * w[name + ".weight"] + w[name + ".bias"]


def attend(q, k, v):
    """One head of one row: [positions, width of the head]."""
    scores = q @ k.T / np.sqrt(q.shape[-1])
    scores[np.triu_indices(len(scores), 1)] = -np.inf
    return softmax(scores) @ v


def sinusoids(positions, width):
    return np.array(
        [
            [
                np.sin(p / 10000 ** (i / width)) if i % 2 == 0 else np.cos(p / 10000 ** ((i - 1) / width))
                for i in range(width)
            ]
            for p in range(positions)
        ]
    )


def openai_grok(w, row, layers, heads, pooled):
    x = w["embedding.weight"][row]
    x = x + sinusoids(*x.shape)
    for layer in range(layers):
        block = f"decoder.blocks.{layer}."
        head = lambda h, m: x @ w[f"{block}self_attn.attn_heads.{h}.{m}.weight"].T
        joined = np.concatenate([attend(head(h, "Wq"), head(h, "Wk"), head(h, "Wv")) for h in range(heads)], axis=-1)
        x = layer_norm(x + joined @ w[block + "self_attn.Wo.weight"].T, w, block + "self_attn_norm")
        hidden = np.maximum(x @ w[block + "ffn.ffn.0.weight"].T, 0)
        x = layer_norm(x + hidden @ w[block + "ffn.ffn.2.weight"].T, w, block + "ffn_norm")
    if pooled:
        x = x.mean(axis=0, keepdims=True)
    return x @ w["linear.weight"].T


def danielmamay(w, row, layers, heads):
    x = w["token_embeddings.weight"][row] + w["position_embeddings.weight"][: len(row)]
    for layer in range(layers):
        block = f"layers.{layer}."
        q, k, v = np.split(x @ w[block + "self_attn.in_proj_weight"].T, 3, axis=-1)
        parts = [np.split(each, heads, axis=-1) for each in (q, k, v)]
        joined = np.concatenate([attend(*each) for each in zip(*parts)], axis=-1)
        x = layer_norm(x + joined @ w[block + "self_attn.out_proj.weight"].T, w, block + "self_attn_norm")
        hidden = np.maximum(x @ w[block + "ffn.0.weight"].T, 0)
        x = layer_norm(x + hidden @ w[block + "ffn.2.weight"].T, w, block + "ffn_norm")
    return x @ w[f"layers.{layers}.weight"].T


def nanda(w, row, layers):
    x = w["embed.W_E"][:, row].T + w["pos_embed.W_pos"][: len(row)]
    for layer in range(layers):
        attn, mlp = f"blocks.{layer}.attn.", f"blocks.{layer}.mlp."
        q, k, v = (np.einsum("ihd,pd->iph", w[attn + name], x) for name in ("W_Q", "W_K", "W_V"))
        joined = np.concatenate([attend(*each) for each in zip(q, k, v)], axis=-1)
        x = x + joined @ w[attn + "W_O"].T
        hidden = np.maximum(x @ w[mlp + "W_in"].T + w[mlp + "b_in"], 0)
        x = x + hidden @ w[mlp + "W_out"].T + w[mlp + "b_out"]
    return x @ w["unembed.W_U"]


def pku_lstm(w, row, layers):
    sigmoid = lambda x: 1 / (1 + np.exp(-x))
    inputs = np.eye(w["lstm.weight_ih_l0"].shape[1])[row]
    for layer in range(layers):
        state = cell = np.zeros(w[f"lstm.weight_hh_l{layer}"].shape[1])
        states = []
        for x in inputs:
            gates = w[f"lstm.weight_ih_l{layer}"] @ x + w[f"lstm.bias_ih_l{layer}"]
            gates = gates + w[f"lstm.weight_hh_l{layer}"] @ state + w[f"lstm.bias_hh_l{layer}"]
            i, f, g, o = np.split(gates, 4)
            cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
            state = sigmoid(o) * np.tanh(cell)
            states.append(state)
        inputs = np.array(states)
    return (w["fc.weight"] @ inputs[-1] + w["fc.bias"])[None]


def pku_mlp(w, row, layers):
    vocabulary = w["mlp.0.weight"].shape[1] // len(row)
    x = np.eye(vocabulary)[row].reshape(-1)
    for layer in range(layers):
        x = w[f"mlp.{3 * layer}.weight"] @ x + w[f"mlp.{3 * layer}.bias"]
        if layer < layers - 1:
            x = np.maximum(x, 0)
    return x[None]


networks = {
    "openaiGrok": lambda w, row, s: openai_grok(w, row, s["layers"], s["heads"], s["pooled"]),
    "danielmamay": lambda w, row, s: danielmamay(w, row, s["layers"], s["heads"]),
    "nanda": lambda w, row, s: nanda(w, row, s["layers"]),
    "pkuLstm": lambda w, row, s: pku_lstm(w, row, s["layers"]),
    "pkuMlp": lambda w, row, s: pku_mlp(w, row, s["layers"]),
}

task = json.load(sys.stdin)
weights = load(task["file"])
rows = [networks[task["names"]](weights, row, task) for row in task["rows"]]
print(json.dumps([row[-task["answers"] :].tolist() for row in rows]))
