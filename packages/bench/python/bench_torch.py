"""The cases of @textvae/bench in PyTorch, spoken to in JSON, one line for one line.

Each is written as a user of PyTorch would: nn modules, autograd, the fused Adam.
"""

import resource
import time

from speaking import answer, torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence


class LanguageModel(nn.Module):
    """LSTM text VAE; z sets the decoder's first state and stands beside each word."""

    def __init__(self, vocabulary, embedding, hidden, latent, cutoffs=None):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.encoder = nn.LSTM(embedding, hidden)
        self.summary = nn.Linear(2 * hidden, hidden)
        self.mean = nn.Linear(hidden, latent)
        self.log_std = nn.Linear(hidden, latent)
        self.first_h = nn.Linear(latent, hidden)
        self.first_c = nn.Linear(latent, hidden)
        self.decoder = nn.LSTM(embedding + latent, hidden)
        self.cutoffs = cutoffs
        if cutoffs:
            self.output = nn.AdaptiveLogSoftmaxWithLoss(hidden, vocabulary, cutoffs)
        else:
            self.output = nn.Linear(hidden, vocabulary)

    def start(self, z):
        return self.first_h(z).unsqueeze(0), self.first_c(z).unsqueeze(0)

    def forward(self, fed, targets, lengths=None):
        """Negative ELBO per sentence; fed and targets are [T, B], targets of the padding -100."""
        time_, batch = fed.shape
        words = self.embedding(fed)
        read = words if lengths is None else pack_padded_sequence(words, lengths, enforce_sorted=False)
        _, (h, c) = self.encoder(read)
        features = self.summary(torch.cat([h[0], c[0]], 1))
        mean, log_std = self.mean(features), self.log_std(features)
        z = mean + torch.randn_like(mean) * log_std.exp()
        kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1)
        inputs = torch.cat([words, z.expand(time_, batch, -1)], 2)
        out, _ = self.decoder(inputs, self.start(z))
        if self.cutoffs:
            nll = -self.output(out.flatten(0, 1), targets.flatten()).output.sum()
        else:
            logits = self.output(out).flatten(0, 1)
            nll = F.cross_entropy(logits, targets.flatten(), reduction="sum")
        return (nll + kl.sum()) / batch

    def generate(self, z, steps):
        word = torch.zeros(len(z), dtype=torch.long)
        state = self.start(z)
        sentences = []
        for _ in range(steps):
            inputs = torch.cat([self.embedding(word), z], 1).unsqueeze(0)
            out, state = self.decoder(inputs, state)
            word = self.output(out[0]).argmax(1)
            sentences.append(word.tolist())
        return sentences


def language_model(s):
    sizes = (s[name] for name in ("vocabulary", "embedding", "hidden", "latent"))
    return LanguageModel(*sizes, s.get("cutoffs"))


def sentences(s):
    if "tokens" in s:
        targets = torch.tensor(s["tokens"]).view(s["batch"], s["time"]).T
    else:
        targets = torch.randint(0, s["vocabulary"], (s["time"], s["batch"]))
        targets[-1] = 0
    fed = torch.cat([torch.zeros(1, s["batch"], dtype=torch.long), targets[:-1]])
    return fed, targets


def padded(batch):
    """Fed and scored tokens of a batch of sentences, [T, B], and their lengths."""
    lengths = torch.tensor(batch["lengths"])
    tokens = torch.tensor(batch["tokens"]).view(len(lengths), batch["time"]).T
    padding = torch.arange(batch["time"]).unsqueeze(1) >= lengths
    start = torch.zeros(1, len(lengths), dtype=torch.long)
    fed = torch.cat([start, tokens[:-1]]).masked_fill(padding, 0)
    return fed, tokens.masked_fill(padding, -100), lengths


def training(s, batches):
    model = language_model(s)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)

    def run():
        for batch in batches:
            optimizer.zero_grad()
            loss = model(*batch)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            loss.item()

    return run


def step(s):
    return training(s, [sentences(s)])


def corpus_step(s):
    return training(s, [padded(batch) for batch in s["batches"]])


def product(kind):
    def prepare(s):
        n, h, v = s["batch"] * s["time"], s["hidden"], s["vocabulary"]
        x, w, d = torch.randn(n, h), torch.randn(h, v), torch.randn(n, v)
        return {
            "nn": lambda: x @ w,
            "nt": lambda: d @ w.T,
            "tn": lambda: x.T @ d,
        }[kind]

    return prepare


def lstm(s):
    model = nn.LSTM(s["embedding"] + s["latent"], s["hidden"])
    x = torch.randn(s["time"], s["batch"], s["embedding"] + s["latent"], requires_grad=True)
    state = [torch.zeros(1, s["batch"], s["hidden"], requires_grad=True) for _ in range(2)]
    wanted = [x, *state, *model.parameters()]

    def run():
        out, _ = model(x, tuple(state))
        return torch.autograd.grad(out.sum(), wanted)

    return run


def cross_entropy(s):
    n = s["batch"] * s["time"]
    output = nn.Linear(s["hidden"], s["vocabulary"])
    x = torch.randn(n, s["hidden"], requires_grad=True)
    targets = torch.randint(0, s["vocabulary"], (n,))
    wanted = [x, *output.parameters()]
    return lambda: torch.autograd.grad(F.cross_entropy(output(x), targets), wanted)


def generation(count):
    def prepare(s):
        model = language_model(s).eval()
        z = torch.randn(count or s["batch"], s["latent"])
        return torch.inference_mode()(lambda: model.generate(z, s["time"]))

    return prepare


def inference(s):
    model = language_model(s).eval()
    fed, targets = sentences(s)
    return torch.inference_mode()(lambda: model(fed, targets).item())


CASES = {
    "nvrnn-step": step,
    "product-nn": product("nn"),
    "product-nt": product("nt"),
    "product-tn": product("tn"),
    "lstm": lstm,
    "cross-entropy": cross_entropy,
    "generation": generation(None),
    "generation-one": generation(1),
    "inference": inference,
    "vocabulary-10k": step,
    "vocabulary-10k-adaptive": step,
    "vocabulary-50k": step,
    "vocabulary-50k-adaptive": step,
    "corpus-step": corpus_step,
    "corpus-step-bucketed": corpus_step,
}


CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}


def timed(run, clock):
    begin = clock()
    run()
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()
    return (clock() - begin) * 1000


run = None


def prepare(question):
    global run
    run = CASES[question["case"]](question["sizes"])
    return {}


def measure(question):
    clock = CLOCKS[question["clock"]]
    return {"milliseconds": [timed(run, clock) for _ in range(question["times"])]}


def memory(question):
    return {"mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def dispose(question):
    global run
    run = None
    return {}


answer({"prepare": prepare, "run": measure, "memory": memory, "dispose": dispose})
