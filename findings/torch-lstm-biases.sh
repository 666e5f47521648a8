#!/usr/bin/env bash
# torch 2.13.0 (CPU), Python; @tensorflow/tfjs 4.22.0, Node
# One would guess: an LSTM of the same weights on the same input, after one step of the same optimiser with the
#   same rate, is the same LSTM in both libraries.
# What happens: torch.nn.LSTM adds two biases to every gate, bias_ih and bias_hh, and a step moves both. Their sum,
#   which is all that the gates see, moves twice as far as the one bias of TensorFlow.js: by SGD and by Adam alike.
#   Kernels move equally.
# Why it matters: a rate, a schedule or a curve taken from the one to the other trains other biases. Set bias_hh to
#   zero and let it not learn to compare the two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python
python/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
npm init --yes >/dev/null
npm install --silent --no-fund --no-audit @tensorflow/tfjs@4.22.0

cat > step.py <<'END'
import torch

for name in ("sgd", "adam"):
    lstm = torch.nn.LSTM(1, 1)
    with torch.no_grad():
        lstm.weight_ih_l0[:, 0] = torch.tensor([0.1, 0.2, 0.3, 0.4])
        lstm.weight_hh_l0.fill_(0.5)
        lstm.bias_ih_l0.fill_(0)
        lstm.bias_hh_l0.fill_(0)
    make = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[name]
    optimiser = make(lstm.parameters(), lr=0.01)
    _, (h, _) = lstm(torch.tensor([[1.0], [2.0]]).reshape(2, 1, 1))
    h.sum().backward()
    optimiser.step()
    bias = (lstm.bias_ih_l0 + lstm.bias_hh_l0).tolist()
    kernel = (lstm.weight_ih_l0[:, 0] - torch.tensor([0.1, 0.2, 0.3, 0.4])).tolist()
    print("torch", name, "bias", *(f"{x:.5f}" for x in bias), "kernel", *(f"{x:.5f}" for x in kernel))
END

cat > step.mjs <<'END'
import tf from "@tensorflow/tfjs";

for (const name of ["sgd", "adam"]) {
  const lstm = tf.layers.lstm({
    units: 1,
    inputShape: [2, 1],
    unitForgetBias: false,
    recurrentActivation: "sigmoid",
  });
  const model = tf.sequential({ layers: [lstm] });
  const start = [0.1, 0.2, 0.3, 0.4];
  lstm.setWeights([tf.tensor2d([start]), tf.fill([1, 4], 0.5), tf.zeros([4])]);
  tf.train[name](0.01).minimize(() => tf.sum(model.apply(tf.tensor3d([[[1], [2]]]), { training: true })));
  const [kernel, , bias] = lstm.getWeights().map((weight) => [...weight.dataSync()]);
  const told = (numbers) => numbers.map((x) => x.toFixed(5)).join(" ");
  console.log("tfjs", name, "bias", told(bias), "kernel", told(kernel.map((x, i) => x - start[i])));
}
END
(python/bin/python step.py && node step.mjs 2>/dev/null | grep ^tfjs) | tee seen.txt

diff - seen.txt <<'END'
torch sgd bias -0.00236 -0.00043 -0.00913 -0.00179 kernel -0.00201 -0.00043 -0.00682 -0.00172
torch adam bias -0.02000 -0.02000 -0.02000 -0.02000 kernel -0.01000 -0.01000 -0.01000 -0.01000
tfjs sgd bias -0.00118 -0.00022 -0.00457 -0.00090 kernel -0.00201 -0.00043 -0.00682 -0.00172
tfjs adam bias -0.01000 -0.01000 -0.01000 -0.01000 kernel -0.01000 -0.01000 -0.01000 -0.01000
END
echo "as stated"
