"""Opens a bundle of textvae, trained by rnnlm or nvrnn, in PyTorch."""

import json
import struct

import torch
from torch import distributions as td, nn

EOS, UNK = 0, 1
KNOWN = "vmf", "gaussian", "bernoulli", "categorical", "mixture", "softmax"
NVRNN = {"reads": "feed", "summary": "hidden-cell", "layers": 1, "bidirectional": False}

def read_safetensors(data):
    """Names and tensors: the length of a JSON header, the header, then little-endian values."""
    start = 8 + struct.unpack("<Q", data[:8])[0]
    for name, entry in json.loads(data[8:start]).items():
        begin, end = (start + offset for offset in entry["data_offsets"])
        dtype = {"F32": torch.float32, "F16": torch.float16}[entry["dtype"]]
        yield name, torch.frombuffer(data[begin:end], dtype=dtype).reshape(entry["shape"])

def lstm(w, part, layers):
    """An nn.LSTM: kernels transposed, gates as they are (i, f, g, o), the second bias zero."""
    width, gates = w[f"{part}.lstm.0.kernel"].shape
    net = nn.LSTM(width, gates // 4, layers, batch_first=True)
    for layer, (weight_ih, weight_hh, bias_ih, bias_hh) in enumerate(net.all_weights):
        ours = [w[f"{part}.lstm.{layer}.{name}"] for name in ("kernel", "recurrent", "bias")]
        weight_ih.data, weight_hh.data = (kernel.T.contiguous() for kernel in ours[:2])
        bias_ih.data, bias_hh.data = ours[2], torch.zeros_like(ours[2])
    return net

def vmf_kl(m, kappa_B1):
    """KL to the uniform law on the sphere in R^m: kappa A - ln 0F1(; m/2; kappa^2/4), a series."""
    k = torch.arange(int(kappa_B1.max()) + 200).double()
    terms = torch.xlogy(k, kappa_B1**2 / 4) - torch.lgamma(k + 1) - torch.lgamma(k + m / 2)
    return (terms.softmax(1) * 2 * k).sum(1) - terms.logsumexp(1) + terms[:, 0]

def member(family, value):
    """The distribution of a latent family whose parameters are value("mean") and the like."""
    name, options = family["name"], family["options"]
    if name == "gaussian":
        limit = options["logStdLimit"]
        return td.Normal(value("mean"), value("logStd").clamp(-limit, limit).exp())
    if name == "bernoulli":
        return td.Bernoulli(logits=value("logits"))
    return td.OneHotCategorical(logits=value("logits").unflatten(1, (-1, options["classes"])))

def posterior(w, prior, head):
    """Modes [B, Z] and KL [B] of the q(z|x) whose parameters are head("mean") and the like."""
    name, options = prior["name"], prior["options"]
    if name == "vmf":
        mean_BZ, kappa = nn.functional.normalize(head("mean")), options["kappa"]
        if isinstance(kappa, dict):
            kappa = kappa["min"] * (kappa["max"] / kappa["min"]) ** head("kappa").sigmoid()
        m = options["size"] + (2 if options["kl"] == "guu" else 0)
        return mean_BZ, vmf_kl(m, kappa + 0 * mean_BZ[:, :1].double()).to(mean_BZ)
    family = options["prior"] if name == "mixture" else prior
    q = member(family, head)
    kl_to = lambda value: td.kl_divergence(q, member(family, value).expand(q.batch_shape)).sum(1)
    if name == "mixture":
        log_q, log_p = head("assignment").log_softmax(1), w["prior.weights"].log_softmax(1)
        kls = [kl_to(lambda key: w[f"prior.component.{c}.{key}"]) for c in range(log_p.shape[1])]
        return q.mode.flatten(1), (log_q.exp() * (log_q - log_p + torch.stack(kls, 1))).sum(1)
    if options.get("prior") == "learned":
        return q.mode.flatten(1), kl_to(lambda key: w[f"prior.prior.{key}"])
    fixed = torch.tensor(options["prior"]).logit() if name == "bernoulli" else 0
    return q.mode.flatten(1), kl_to(lambda key: 0 * head(key) + fixed)

class TextVae:
    def __init__(self, folder, dtype=torch.float64):
        read = lambda name: bytearray(open(f"{folder}/{name}", "rb").read())
        parts = json.loads(read("model.json"))["parts"]
        self.prior, self.options = prior, options = parts.get("prior"), parts["decoder"]["options"]
        reads, output = parts.get("encoder", {}).get("options", NVRNN), options.get("output")
        alike = all(part["name"] in KNOWN for part in (prior, output) if part)
        if not (alike and NVRNN.items() <= reads.items()) or {*parts} & {"flows", "condition"}:
            raise ValueError(f"{folder}: expected rnnlm, or nvrnn: softmax, no flow, no condition")
        self.w = {key: x.to(dtype) for key, x in read_safetensors(read("weights.safetensors"))}
        self.words = read("vocab.txt").decode().rstrip("\n").split("\n")
        self.ids = {word: i for i, word in enumerate(self.words)}
        self.table_VE = self.w["embedding.table" if prior else "decoder.embedding.table"]
        self.encoder = lstm(self.w, "encoder", 1) if prior else None
        self.decoder = lstm(self.w, "decoder", self.options["layers"])

    def linear(self, name, x):
        return x @ self.w[f"{name}.kernel"] + self.w[f"{name}.bias"]

    def tokens(self, text, begin=(), end=()):
        ids = (self.ids.get(word, self.ids.get(word.lower(), UNK)) for word in text.split())
        return torch.tensor([*begin, *ids, *end])

    def encode(self, texts):
        """The modes of q(z|x), [B, Z], and KL(q(z|x) || p(z)), [B], in nats."""
        x = nn.utils.rnn.pack_sequence([self.table_VE[self.tokens(t, [EOS])] for t in texts], False)
        h_BH = self.linear("encoder.summary", torch.cat([s[0] for s in self.encoder(x)[1]], 1))
        return posterior(self.w, self.prior, lambda key: self.linear(f"prior.{key}", h_BH))

    def logits(self, ids, z=None, state=None):
        """Of the word after each of ids [B, T], [B, T, V], and the state after them."""
        x = self.table_VE[torch.full_like(ids, UNK) if self.options["inputless"] else ids]
        if z is not None:
            x = torch.cat([x, z[:, None].expand(-1, ids.shape[1], -1)], 2)
            at = [f"decoder.initial.{layer}" for layer in range(self.decoder.num_layers)]
            state = state or [torch.stack([self.linear(f"{i}.{s}", z) for i in at]) for s in "hc"]
        h, state = self.decoder(x, state)
        return self.linear("decoder.output", h), state

    def log_likelihood(self, texts, z=None):
        """log p(x|z), [B], in nats: the end of a sentence is scored, its start is not."""
        x = nn.utils.rnn.pad_sequence([self.tokens(t, [EOS]) for t in texts], True, EOS)
        told = nn.utils.rnn.pad_sequence([self.tokens(t, [], [EOS]) for t in texts], True, -100)
        return -nn.functional.cross_entropy(self.logits(x, z)[0].mT, told, reduction="none").sum(1)

    def greedy(self, z=None, longest=40):
        """The most probable word, again and again, from codes [B, Z], or one sentence without."""
        told, state = [torch.full((1 if z is None else len(z), 1), EOS)], None
        for _ in range(longest):
            logits, state = self.logits(told[-1], z, state)
            told.append(logits.argmax(2))
        rows = [[*row, EOS] for row in torch.cat(told[1:], 1).tolist()]
        return [" ".join(self.words[i] for i in row[: row.index(EOS)]) for row in rows]
