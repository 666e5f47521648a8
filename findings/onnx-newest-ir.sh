#!/usr/bin/env bash
# onnx 1.23.1 and onnxruntime 1.30.0 (numpy 2.4.6), Python
# One would guess: a model that onnx writes by default and its checker accepts loads in the ONNX Runtime
#   of the same months.
# What happens: onnx writes IR version 14 and opset 28; ONNX Runtime takes at most IR 13 and opset 26.
#   The checker has no objection. IR 10 with opset 21 loads.
# Why it matters: an exporter must write low, fixed numbers, and only a real run proves its files.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python
python/bin/pip install --quiet onnx==1.23.1 onnxruntime==1.30.0 numpy==2.4.6

cat > run.py <<'END'
import onnxruntime
from onnx import TensorProto, checker, helper

def model(**versions):
    value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1])
    node = helper.make_node("Tanh", ["x"], ["y"])
    return helper.make_model(helper.make_graph([node], "tanh", [value("x")], [value("y")]), **versions)

def opset(version):
    return [helper.make_opsetid("", version)]

for made in (
    model(),
    model(ir_version=13, opset_imports=opset(27)),
    model(ir_version=13, opset_imports=opset(26)),
    model(ir_version=10, opset_imports=opset(21)),
):
    checker.check_model(made, full_check=True)
    try:
        onnxruntime.InferenceSession(made.SerializeToString())
        answer = "loads"
    except Exception as error:
        answer = "refused" if "version" in str(error) or "opset" in str(error) else str(error)
    print("IR", made.ir_version, "opset", made.opset_import[0].version, "checked;", answer)
END
python/bin/python run.py | tee seen.txt

diff - seen.txt <<'END'
IR 14 opset 28 checked; refused
IR 13 opset 27 checked; refused
IR 13 opset 26 checked; loads
IR 10 opset 21 checked; loads
END
echo "as stated"
