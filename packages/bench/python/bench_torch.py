"""The cases of @textvae/bench in PyTorch, spoken to in JSON, one line for one line.

Each is written as a user of PyTorch would: nn modules, autograd, the fused Adam.
"""

import json
import platform
import sys
import time

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError as error:
    print(json.dumps({"missing": error.name}), flush=True)
    sys.exit(0)


class LanguageModel(nn.Module):
    """LSTM text VAE; z sets the decoder's first state and stands beside each word."""

    def __init__(self, vocabulary, embedding, hidden, latent):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.encoder = nn.LSTM(embedding, hidden)
        self.summary = nn.Linear(2 * hidden, hidden)
        self.mean = nn.Linear(hidden, latent)
        self.log_std = nn.Linear(hidden, latent)
        self.first_h = nn.Linear(latent, hidden)
        self.first_c = nn.Linear(latent, hidden)
        self.decoder = nn.LSTM(embedding + latent, hidden)
        self.output = nn.Linear(hidden, vocabulary)

    def start(self, z):
        return self.first_h(z).unsqueeze(0), self.first_c(z).unsqueeze(0)

    def forward(self, fed, targets):
        """Negative ELBO per sentence; fed and targets are [T, B]."""
        time_, batch = fed.shape
        words = self.embedding(fed)
        _, (h, c) = self.encoder(words)
        features = self.summary(torch.cat([h[0], c[0]], 1))
        mean, log_std = self.mean(features), self.log_std(features)
        z = mean + torch.randn_like(mean) * log_std.exp()
        kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1)
        inputs = torch.cat([words, z.expand(time_, batch, -1)], 2)
        out, _ = self.decoder(inputs, self.start(z))
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
    return LanguageModel(s["vocabulary"], s["embedding"], s["hidden"], s["latent"])


def sentences(s):
    targets = torch.randint(0, s["vocabulary"], (s["time"], s["batch"]))
    targets[-1] = 0
    fed = torch.cat([torch.zeros(1, s["batch"], dtype=torch.long), targets[:-1]])
    return fed, targets


def step(s):
    model = language_model(s)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    fed, targets = sentences(s)

    def run():
        optimizer.zero_grad()
        loss = model(fed, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        return loss.item()

    return run


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
}


def timed(run):
    begin = time.perf_counter()
    run()
    return (time.perf_counter() - begin) * 1000


def main():
    threads = int(sys.argv[1])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    facts = {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "threads": torch.get_num_threads(),
        "instructions": torch.backends.cpu.get_cpu_capability(),
    }
    print(json.dumps({"facts": facts}), flush=True)
    run = None
    for line in sys.stdin:
        question = json.loads(line)
        answer = {}
        if question["do"] == "prepare":
            run = CASES[question["case"]](question["sizes"])
        elif question["do"] == "run":
            answer = {"milliseconds": [timed(run) for _ in range(question["times"])]}
        else:
            run = None
        print(json.dumps(answer), flush=True)


main()
