#!/bin/sh
# Runs the laws and the benchmark on WebGPU, on a machine with a graphics processor and its Vulkan
# driver and nothing else: unpack the archive that scripts/gpu-check/build.mjs made, and
#   ./gpu-check.sh              on the graphics processor; writes gpu-check.md
#   ./gpu-check.sh --software   on SwiftShader, with a tenth of all sizes, to see that all runs
#   ./gpu-check.sh --only laws,golden,speeds,profile      some of the parts
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ ! -x "$here/bin/node" ]; then
  echo "gpu-check.sh belongs into the archive of: node scripts/gpu-check/build.mjs" >&2
  exit 2
fi

# The carried Vulkan loader is for systems without one.
if ! ldconfig -p 2> /dev/null | grep -q 'libvulkan\.so\.1'; then
  export LD_LIBRARY_PATH="$here/vulkan${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/tmp}"
if [ "${1:-}" = "--software" ]; then
  export VK_ICD_FILENAMES="$here/vulkan/vk_swiftshader_icd.json"
  shift
  set -- --small "$@"
fi

status=0
"$here/bin/node" "$here/lib/check/check.mjs" "$@" > gpu-check.md || status=$?
cat gpu-check.md
exit $status
