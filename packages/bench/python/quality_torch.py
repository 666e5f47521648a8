"""Language models in PyTorch, trained up to evaluations beside those of @textvae/bench.

Each is written as a user of PyTorch would: nn modules, autograd, shuffled batches that are padded to
their longest sentence, the fused Adam. It begins with weights that it is given.
"""

import math
import time
from pathlib import Path

from speaking import answer, torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence
from torch.optim.lr_scheduler import LinearLR, ReduceLROnPlateau
from torch.utils.data import DataLoader

PADDING = -100


class LanguageModel(nn.Module):
    def __init__(self, vocabulary, embedding, hidden, dropout, cutoffs):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.lstm = nn.LSTM(embedding, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.cutoffs = cutoffs
        if cutoffs:
            self.output = nn.AdaptiveLogSoftmaxWithLoss(hidden, vocabulary, cutoffs, head_bias=True)
            for tail in self.output.tail:  # textvae's clusters have a bias, too
                tail[1] = nn.Linear(tail[1].in_features, tail[1].out_features)
        else:
            self.output = nn.Linear(hidden, vocabulary)

    def forward(self, fed, targets):
        """Nats of all targets but the padding, summed."""
        h, _ = self.lstm(self.dropout(self.embedding(fed)))
        h, targets = self.dropout(h).flatten(0, 1), targets.flatten()
        if self.cutoffs:
            scored = targets != PADDING
            return -self.output(h[scored], targets[scored]).output.sum()
        return F.cross_entropy(self.output(h), targets, ignore_index=PADDING, reduction="sum")

    @torch.no_grad()
    def begin_with(self, given, both_biases):
        """Takes over weights by textvae's names. Its LSTM has one bias where PyTorch adds two, which learn twice as fast
        together: by one schedule the second stays zero. The published schedule is of a model with both."""
        self.embedding.weight.copy_(given["decoder.embedding.table"])
        self.lstm.weight_ih_l0.copy_(given["decoder.lstm.0.kernel"].T)
        self.lstm.weight_hh_l0.copy_(given["decoder.lstm.0.recurrent"].T)
        self.lstm.bias_ih_l0.copy_(given["decoder.lstm.0.bias"])
        self.lstm.bias_hh_l0.zero_().requires_grad_(both_biases)
        if not self.cutoffs:
            affine(self.output, given, "decoder.output")
            return
        affine(self.output.head, given, "decoder.output.head")
        for i, (narrow, words) in enumerate(self.output.tail):
            narrow.weight.copy_(given[f"decoder.output.tail.{i}.projection"].T)
            affine(words, given, f"decoder.output.tail.{i}")


def affine(layer, given, name):
    layer.weight.copy_(given[f"{name}.kernel"].T)
    layer.bias.copy_(given[f"{name}.bias"])


def read(path, dtype):
    return torch.frombuffer(bytearray(Path(path).read_bytes()), dtype=dtype)


def sentences(path):
    """Ids of each sentence, its end included: how many, the length of each, all ids."""
    numbers = read(path, torch.int32).long()
    count = int(numbers[0])
    return numbers[1 + count :].split(numbers[1 : 1 + count].tolist())


def weights(folder, shapes):
    values = read(f"{folder}/weights", torch.float32).split([math.prod(s["shape"]) for s in shapes])
    return {s["name"]: value.view(s["shape"]) for s, value in zip(shapes, values)}


def padded(eos):
    """Makes a batch: fed and scored tokens, [B, T]."""

    def collate(batch):
        targets = pad_sequence(batch, batch_first=True, padding_value=PADDING)
        fed = F.pad(targets[:, :-1], (1, 0), value=eos)
        return fed.masked_fill(fed == PADDING, eos), targets

    return collate


def endless(loader):
    while True:
        yield from loader


class Learner:
    def __init__(self, q):
        schedule, given = q["schedule"], weights(q["folder"], q["weights"])
        vocabulary, embedding = given["decoder.embedding.table"].shape
        hidden = given["decoder.lstm.0.recurrent"].shape[0]
        cutoffs = q.get("cutoffs")
        self.model = LanguageModel(vocabulary, embedding, hidden, schedule["dropout"], cutoffs)
        self.model.begin_with(given, both_biases=schedule["optimizer"] == "sgd")
        self.clip = schedule["clip"]
        rate = schedule["learningRate"]
        if schedule["optimizer"] == "adam":
            self.optimizer = torch.optim.Adam(self.model.parameters(), lr=rate, fused=True)
        else:
            self.optimizer = torch.optim.SGD(self.model.parameters(), lr=rate)
        self.falling = self.plateau = None
        if "steps" in schedule:
            self.falling = LinearLR(self.optimizer, 1, 0, total_iters=schedule["steps"])
        if "divide" in schedule:
            factor = 1 / schedule["divide"]
            self.plateau = ReduceLROnPlateau(
                self.optimizer, factor=factor, patience=0, threshold=0, eps=0
            )
        collate = padded(q["eos"])
        train = DataLoader(
            sentences(f"{q['folder']}/train"),
            batch_size=schedule["batchSize"],
            shuffle=True,
            collate_fn=collate,
        )
        self.batches = endless(train)
        valid = sorted(sentences(f"{q['folder']}/valid"), key=len)
        self.valid = DataLoader(valid, batch_size=schedule["batchSize"], collate_fn=collate)
        torch.manual_seed(q["seed"])

    def train(self, updates):
        self.model.train()
        tokens = 0
        for _ in range(updates):
            fed, targets = next(self.batches)
            self.optimizer.zero_grad()
            loss = self.model(fed, targets) / len(fed)
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
            self.optimizer.step()
            if self.falling:
                self.falling.step()
            loss.item()
            tokens += int((targets != PADDING).sum())
        return tokens

    @torch.inference_mode()
    def evaluate(self):
        """Nats per scored token of the validation sentences."""
        self.model.eval()
        nats = tokens = 0
        for fed, targets in self.valid:
            nats += self.model(fed, targets).item()
            tokens += int((targets != PADDING).sum())
        return nats / tokens


learners = {}


def prepare(q):
    learners[q["name"]] = Learner(q)
    return {}


def evaluate(q):
    return {"nats": finite(learners[q["name"]].evaluate())}


def advance(q):
    learner = learners[q["name"]]
    begin = time.perf_counter()
    tokens = learner.train(q["updates"])
    trained = time.perf_counter()
    nats = learner.evaluate()
    if learner.plateau:
        learner.plateau.step(nats)
    return {
        "updates": q["updates"],
        "tokens": tokens,
        "seconds": trained - begin,
        "evaluationSeconds": time.perf_counter() - trained,
        "nats": finite(nats),
    }


def finite(value):
    return value if math.isfinite(value) else None


answer({"prepare": prepare, "evaluate": evaluate, "advance": advance})
