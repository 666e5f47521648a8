"""P@100 on labelled bags of words without any training, in the place where `hashing-table.ts` has its codes:
tf-idf by the cosine, latent semantic analysis by the cosine, and its signs about their medians by Hamming
distance, the mean over all orders of equally near documents.

    python3 scripts/hashing-baselines.py path/to/20ng | pnpm results rows hashing     (NumPy 2.4, SciPy 1.17)

All 11 268 training documents are searched. Prints rows of results/hashing.json.
"""

import json
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import svds

BITS = (16, 32, 64, 128)
K = 100


def read(path, words):
    """Labels, and counts [documents, words], of lines `label id:count id:count ...` with ids from 1."""
    labels, rows, columns, counts = [], [], [], []
    for row, line in enumerate(path.read_text().splitlines()):
        label, *entries = line.split()
        labels.append(label)
        for entry in entries:
            word, count = entry.split(":")
            rows.append(row)
            columns.append(int(word) - 1)
            counts.append(float(count))
    return np.array(labels), csr_array((counts, (rows, columns)), shape=(len(labels), words))


def unit(rows):
    lengths = np.sqrt(np.asarray((rows * rows).sum(axis=1)).ravel())
    return diags_array(1 / np.where(lengths == 0, 1, lengths)) @ rows


def precision_by_cosine(queries, database, same):
    nearness = queries @ database.T
    nearest = np.argpartition(-nearness, K, axis=1)[:, :K]
    return np.take_along_axis(same, nearest, axis=1).mean()


def precision_by_hamming(queries, database, same):
    """Where the 100th place falls among equally near documents, each of them stands there equally often."""
    a, b = 2.0 * queries - 1, 2.0 * database - 1
    distances = np.rint((a.shape[1] - a @ b.T) / 2).astype(int)
    found = 0.0
    for distance, hit in zip(distances, same, strict=True):
        counts = np.bincount(distance, minlength=a.shape[1] + 1)
        hits = np.bincount(distance, weights=hit, minlength=a.shape[1] + 1)
        taken = np.minimum(counts, np.maximum(0, K - (np.cumsum(counts) - counts)))
        found += np.sum(hits * taken / np.maximum(counts, 1))
    return found / (K * len(same))


folder = Path(sys.argv[1])
words = sum(1 for line in (folder / "vocab.new").read_text().splitlines() if line.strip())
train_labels, train = read(folder / "train.feat", words)
test_labels, test = read(folder / "test.feat", words)
same = (test_labels[:, None] == train_labels[None, :]).astype(float)
rarity = np.log(train.shape[0] / np.maximum(1, (train > 0).sum(axis=0)))
train, test = unit(train @ diags_array(rarity)), unit(test @ diags_array(rarity))
exact = precision_by_cosine(test.toarray(), train.toarray(), same)
rows = {"tf-idf, cosine": {}, "latent semantic analysis, cosine": {}, "its signs at medians": {}}
for bits in BITS:
    _, _, directions = svds(train, k=bits, random_state=1)
    codes, queries = train @ directions.T, test @ directions.T
    medians = np.median(codes, axis=0)
    found = (
        exact,
        precision_by_cosine(unit(csr_array(queries)).toarray(), unit(csr_array(codes)).toarray(), same),
        precision_by_hamming(queries > medians, codes > medians, same),
    )
    for row, precision in zip(rows.values(), found, strict=True):
        row[f"{bits}-bits"] = 100 * precision
command = "python3 scripts/hashing-baselines.py path/to/20ng | pnpm results rows hashing"
for label, row in rows.items():
    print(json.dumps({"label": label, "commands": [command], **row}))
